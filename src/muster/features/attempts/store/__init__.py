"""SQL of attempts: ``rows`` of attempts, their ``parts``, ``saving`` answers, what is ``given``."""
