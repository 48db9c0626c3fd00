"""Going through doubtful results in a browser: a server for people at this machine, and what they correct.

`app.py` answers requests that `door.py` lets in; `desk.py` holds the documents, `judgement.py` turns a change into a
record or refuses it, `correction_file.py` appends it, `live.py` notifies the open pages. `scans.py` finds the scans and
has them drawn.
"""
