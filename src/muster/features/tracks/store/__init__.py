"""SQL of tracks: ``writing`` moves applications, ``reading`` shows them, ``lists`` many of them."""
