from hypothesis import settings

# A busy machine is no reason to fail, and nothing is remembered from one run to the next.
settings.register_profile("muster", deadline=None, database=None)
settings.load_profile("muster")
