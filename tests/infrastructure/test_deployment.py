import pytest

from constructs_lib.deployment import LEFT_OUT_LOCALLY, LOOSENED_LOCALLY, CannotSynthesize, Deployment
from salestalk import names

STACKS = (names.PLATFORM_STACK, names.WEB_STACK, names.SERVICE_STACK, names.OBSERVABILITY_STACK)


@pytest.mark.parametrize(
    ("given", "local"), [(None, False), ("false", False), ("true", True), ("True", True), (True, True)]
)
def test_a_deployment_is_local_only_when_asked(make_app, given, local):
    app = make_app() if given is None else make_app(local=given)
    assert Deployment.from_context(app.node).local is local


def test_any_other_word_is_refused_with_one_sentence(make_app):
    with pytest.raises(CannotSynthesize, match="local must be true or false, not 'yes'"):
        Deployment.from_context(make_app(local="yes").node)


def test_each_variant_has_a_layer_of_its_own():
    assert Deployment.production().layer_folder.name == "layer-lambda"
    assert Deployment.laptop().layer_folder.name == "layer-local"


def test_a_laptop_lacks_exactly_what_is_listed(in_production, on_a_laptop):
    for_aws = {type_ for stack in STACKS for type_ in in_production[stack].types}
    locally = {type_ for stack in STACKS for type_ in on_a_laptop[stack].types}
    plain_http = {"AWS::S3::BucketPolicy", "AWS::SNS::TopicPolicy"}  # they hold nothing but "TLS only"
    assert for_aws - locally - plain_http == set(LEFT_OUT_LOCALLY)
    assert locally <= for_aws


def test_every_difference_has_a_reason():
    assert all(len(reason) > 20 for reason in (*LEFT_OUT_LOCALLY.values(), *LOOSENED_LOCALLY.values()))


def test_stacks_carry_the_tags_of_their_environment(production, laptop):
    assert production.tags == {"Environment": "production", "Service": "salestalk", "Owner": "platform-engineering"}
    assert laptop.tags == {**production.tags, "Environment": "local"}
