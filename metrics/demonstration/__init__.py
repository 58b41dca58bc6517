"""The demonstration city: what a newcomer meets before there is a store of their own.

A seeded story of 2025Q1–Q3 for Jinan's real units, told only through ledgers that go through the same intake as
anybody's: units, the plan and the published counts of 2025Q2 are real, everything else is invented.
``ledgers`` writes the files, ``build`` receives them into a store of kind *demo*.
"""

from metrics.demonstration.build import PLAN, build
from metrics.demonstration.ledgers import Batch, ledgers

__all__ = ["PLAN", "Batch", "build", "ledgers"]
