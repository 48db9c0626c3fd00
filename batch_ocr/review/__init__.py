"""Going through doubtful results in a browser: a server for people at this machine, and what they correct.

`app.py` answers requests that `door.py` lets in; `desk.py` has the documents, `judgement.py` decides what becomes of a
change, `correction_file.py` appends it, `live.py` tells the open pages. `scans.py` finds the scans and has them drawn.
"""
