"""Where the next places go, and how near that is to the best possible; nothing here reads files or the store."""

from geodata.siting.limit import Limit
from geodata.siting.lscp import lscp
from geodata.siting.mclp import mclp
from geodata.siting.pcenter import pcenter
from geodata.siting.plan import Model, Plan
from geodata.siting.pmedian import pmedian
from geodata.siting.problem import Problem, Rules

__all__ = ["Limit", "Model", "Plan", "Problem", "Rules", "lscp", "mclp", "pcenter", "pmedian"]
