"""``make bench``: each figure beside its limit, in one run, as a ratio.

A limit is made of Muster's own recorded statements, so that it follows the product and nobody
can make it slow; ``docs/benchmark.md`` says what each figure means.
"""
