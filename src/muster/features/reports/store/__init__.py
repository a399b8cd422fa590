"""SQL of reports: ``settling``, ``reading`` one, lists of ``attempts``, ``sharing``, ``forgetting``."""
