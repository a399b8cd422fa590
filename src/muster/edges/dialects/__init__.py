"""The wire formats of three vendors: exact in what is answered, liberal in what is read.

A dialect translates and nothing more: a folder each, which may not see one another.
"""
