// filled by this stage's first commit
