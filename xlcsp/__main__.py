"""``python -m xlcsp``."""

import sys

from xlcsp.cli import main

sys.exit(main())
