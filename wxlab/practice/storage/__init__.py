"""An object storage that takes signed forms, and says which condition of the policy one breaks.

Written after the public rules of three services: S3 (a POST policy signed with version 4), Tencent
COS (POST Object) and Aliyun OSS (PostObject, version 1). Judging a form needs no network and no
clock: ``form``, ``policy``, ``s3``, ``cos``, ``oss`` and ``verdict`` are pure.
"""
