"""Files of other tenants: with credentials, signed addresses and forms that are not for them."""

import base64
import json
import random
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlsplit
from urllib.request import ProxyHandler, Request, build_opener

from salestalk import names
from tests.attack.corrupted import refused
from tests.attack.model import Attempt, Layer, Seen, attempt
from tests.attack.scene import Party, Scene
from tests.e2e.test_uploads import BOUNDARY

OPENER = build_opener(ProxyHandler({}))
FORM = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}


def with_credentials(scene: Scene, _: random.Random) -> Iterator[Attempt]:
    """Every operation of S3 on victims' files and on the bucket, with the attacker's credentials."""
    client = scene.sessions().s3(scene.attacker.tenant_id)
    for victim in scene.all_victims:
        for key in keys_of(victim):
            for name, call in on_a_file(client, scene, key):
                yield attempt(f"{name} {key}", partial(refused, call), Layer.IAM)
        for name, call in on_the_bucket(client, scene, victim.prefix):
            yield attempt(f"{name} {victim.prefix}", partial(refused, call), Layer.IAM)


def keys_of(victim: Party) -> list[str]:
    """Of files that a tenant has or could have."""
    rejects = f"{victim.prefix}{names.REJECTS_FOLDER}/{victim.batch_id}/rejects.csv"
    return [victim.upload_key, rejects, f"{victim.prefix}exports/all.zip", victim.prefix, victim.prefix.rstrip("/")]


def on_a_file(client: Any, scene: Scene, key: str) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Each operation on a file."""
    place = {"Bucket": scene.bucket, "Key": key}
    mine = {"Bucket": scene.bucket, "Key": f"{scene.attacker.prefix}copy"}
    yield "GetObject", partial(client.get_object, **place)
    yield "GetObject range", partial(client.get_object, **place, Range="bytes=0-1")
    yield "PutObject", partial(client.put_object, **place, Body=b"x")
    yield "DeleteObject", partial(client.delete_object, **place)
    yield "DeleteObjects", partial(client.delete_objects, Bucket=scene.bucket, Delete={"Objects": [{"Key": key}]})
    yield "CopyObject from", partial(client.copy_object, **mine, CopySource={"Bucket": scene.bucket, "Key": key})
    yield "CopyObject to", partial(client.copy_object, **place, CopySource=mine)
    yield "CreateMultipartUpload", partial(client.create_multipart_upload, **place)
    yield "GetObjectTagging", partial(client.get_object_tagging, **place)


def on_the_bucket(client: Any, scene: Scene, prefix: str) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Each operation on the bucket, lists at a prefix."""
    bucket = {"Bucket": scene.bucket}
    yield "ListObjects", partial(client.list_objects, **bucket, Prefix=prefix)
    yield "ListObjectsV2", partial(client.list_objects_v2, **bucket, Prefix=prefix)
    yield "ListObjectVersions", partial(client.list_object_versions, **bucket, Prefix=prefix)
    yield "GetBucketPolicy", partial(client.get_bucket_policy, **bucket)
    yield "PutBucketPolicy", partial(client.put_bucket_policy, **bucket, Policy="{}")
    yield "DeleteBucket", partial(client.delete_bucket, **bucket)


def with_signatures(scene: Scene, rng: random.Random) -> Iterator[Attempt]:
    """Forms and addresses of the attacker's own that were changed, and such as it signed for victims' files itself."""
    client = scene.sessions().s3(scene.attacker.tenant_id)
    own = scene.attacker.upload_key
    form = client.generate_presigned_post(scene.bucket, f"{own}.new", Conditions=[["content-length-range", 1, 100]])
    address = client.generate_presigned_url("get_object", Params={"Bucket": scene.bucket, "Key": own})
    for victim in scene.all_victims:
        for key in keys_of(victim)[:3]:
            yield from _changed_forms(form, key, rng)
            yield from _changed_addresses(address, own, key, rng)
            for signed in ("get_object", "put_object", "delete_object"):
                method = {"get": "GET", "put": "PUT", "delete": "DELETE"}[signed.partition("_")[0]]
                url = client.generate_presigned_url(signed, Params={"Bucket": scene.bucket, "Key": key})
                body = b"x" if method == "PUT" else None
                yield attempt(f"{signed} signed for {key}", partial(fetched, url, method, body), Layer.IAM)
            theirs = client.generate_presigned_post(scene.bucket, key)
            yield attempt(f"a form signed for {key}", partial(posted, theirs, {}), Layer.S3, Layer.IAM)


def _changed_forms(form: Mapping[str, Any], key: str, rng: random.Random) -> Iterator[Attempt]:
    policy = json.loads(base64.b64decode(form["fields"]["policy"]))
    policy["conditions"] = [
        {"key": key} if isinstance(each, dict) and "key" in each else each for each in policy["conditions"]
    ]
    rewritten = base64.b64encode(json.dumps(policy).encode()).decode()
    signature = form["fields"]["x-amz-signature"]
    place = rng.randrange(len(signature))
    other = signature[:place] + ("0" if signature[place] != "0" else "1") + signature[place + 1 :]
    for name, changes in (
        ("another key", {"key": key}),
        ("another key and policy", {"key": key, "policy": rewritten}),
        ("another key, no policy", {"key": key, "policy": ""}),
        ("another signature", {"x-amz-signature": other}),
        ("no signature", {"x-amz-signature": ""}),
    ):
        yield attempt(f"form with {name} {key}", partial(posted, form, changes), Layer.S3, Layer.IAM)


def _changed_addresses(address: str, own: str, key: str, rng: random.Random) -> Iterator[Attempt]:
    place = rng.randrange(1, 60)
    signature = address.rpartition("=")[2]
    for name, url in (
        ("another key", address.replace(quote(own), quote(key))),
        ("another method", address),
        ("no token", address.replace("X-Amz-Security-Token", "X-Other")),
        ("another signature", address.replace(signature, signature[:place][::-1] + signature[place:])),
    ):
        method = "PUT" if name == "another method" else "GET"
        body = b"x" if method == "PUT" else None
        if url != address or method == "PUT":
            yield attempt(f"address with {name} {key}", partial(fetched, url, method, body), Layer.S3, Layer.IAM)


def fetched(url: str, method: str, body: bytes | None) -> Seen:
    """What an address gives."""
    assert urlsplit(url).hostname == "localhost"
    return _answered(Request(url, body, method=method))


def posted(form: Mapping[str, Any], changes: Mapping[str, str]) -> Seen:
    """What becomes of a file sent by a form."""
    fields = {**form["fields"], **changes}
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    file = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\nx\r\n--{BOUNDARY}--\r\n'
    return _answered(Request(form["url"], "".join([*parts, file]).encode(), FORM))


def _answered(request: Request) -> Seen:
    try:
        with OPENER.open(request, timeout=30) as answer:
            return Seen(None, f"{answer.status} {answer.read()!r}")
    except HTTPError as error:
        said = error.read().decode(errors="replace")
        if error.code not in (400, 403):
            return Seen(None, f"{error.code} {said}")
        return Seen(Layer.IAM if "is not authorized" in said else Layer.S3, f"{error.code} {said}")
