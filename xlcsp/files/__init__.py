"""Files: workbooks read with their addresses, and written whole or not at all."""
