"""Going through doubtful results in a browser: a server for people at this machine, and what they correct.

`app.py` is the door (address, token, headers), `desk.py` the documents and their corrections, `api.py` what the page
asks for, `pictures.py` the scans. Corrections are appended by `correction_file.py` and applied by `batch_ocr.results`.
"""
