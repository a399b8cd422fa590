"""SQL of invitations: ``writing`` changes them, ``reading`` shows them, ``sessions`` lets in."""
