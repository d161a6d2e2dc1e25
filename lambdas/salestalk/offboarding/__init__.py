"""Handing a tenant all its data, and erasing the tenant: jobs that survive being killed anywhere.

`ports` is what is asked of AWS, `jobs` how a job changes, `running` carries any job out; `parts` writes rows as files,
`export` and `erasure` are the two kinds of jobs, each a sequence of steps; `certificate` and `retention` say what is
left of a tenant, `desk` answers administrators.

A job goes on piece by piece. After each piece a checkpoint is written, only in place of the one that was read, so of
two runs one goes on. A piece that is killed before its checkpoint is done again: it writes the same files under the
same names, removes what is still there, and counts from the checkpoint. What is removed was counted before, in steps of
their own, so a certificate says the same however often its job was killed.
"""
