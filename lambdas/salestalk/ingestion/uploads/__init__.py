"""Large files: asked for, uploaded to S3, loaded part by part, and resumed where a run ended.

`objects` is where files lie, `book` what is kept of an upload, `steps` how that changes; `chunks` reads parts of a
file, `loading` stores them, `rejects` hands back what is not stored, `requests` answers people.

Counts are exact whatever happens in between. A part of the file, its rejects and the checkpoint behind it are written
in this order, and each is the same when it is written again: rows carry the upload's id and their record's number, so
a part that was stored before its checkpoint was lost is recognized row by row, with the status it had; the file of a
part's rejects has a name that follows from the checkpoint; and a checkpoint is written only in place of the one that
was read, so that of two runs one goes on.
"""
