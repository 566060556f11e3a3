import re
import subprocess
import sys
import unittest
from pathlib import Path
from types import SimpleNamespace

from kit.payer import walk

PROGRAM = Path(__file__).parents[5] / "docs/sandbox/save_and_pay.py"


class TheProgramOfTheDocumentation(unittest.TestCase):
    def test_it_saves_and_pays(self):
        with subprocess.Popen([sys.executable, PROGRAM], stdout=subprocess.PIPE, text=True) as program:
            for line in program.stdout:
                if page := re.search(r"http\S+/checkout/\S+", line):
                    walk(SimpleNamespace(id="of the program", redirect_url=page[0]))
        self.assertEqual(line, "The payment of $4.990 has succeeded.\n")
