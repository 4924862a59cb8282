"""A provider in place of Google's, which cannot be had everywhere: it has the real one's schema and does nothing.

Where the schema is from: the published bindings of hashicorp/google for cdktn describe each argument of each resource in
one large JSON (jsii). What they do not tell: whether a list is a set, and values that are not allowed. So this finds
arguments that do not exist, that are missing or of a wrong type, and references to attributes that are not there.
"""

import json
import pathlib
import re
import tarfile
from concurrent import futures

import grpc
from tf.gen import tfplugin_pb2 as wire
from tf.gen import tfplugin_pb2_grpc as service

ADDRESS = "registry.terraform.io/hashicorp/google"
PREFIX = "google_"


class Bindings:
    """The types of the bindings, by name."""

    def __init__(self, archive):
        with tarfile.open(archive) as files:
            content = json.load(files.extractfile("package/.jsii"))
        self.name, self.types = content["name"], content["types"]

    def class_of(self, kind, resource):
        words = "".join(word.capitalize() for word in resource.removeprefix(PREFIX).split("_"))
        name = f"DataGoogle{words}" if kind == "data" else words
        module = name[0].lower() + name[1:]
        found = f"{self.name}.{module}.{name}"
        if found not in self.types:
            raise LookupError(f"{resource} is no {kind} of the provider")
        return found

    def schema(self, kind, resource):
        """The schema of a resource or a data source, as Terraform wants it told."""
        found = self.class_of(kind, resource)
        block = self.block(f"{found}Config", computed=True)
        given = {attribute.name for attribute in block.attributes} | {nested.type_name for nested in block.block_types}
        # What a resource tells once it is there.
        for told in self.types[found].get("properties", []):
            name = snake(told)
            if told.get("static") or told["name"].endswith("Input") or name in given:
                continue
            if kind_of := type_of(told["type"]):
                block.attributes.append(wire.Schema.Attribute(name=name, type=kind_of, computed=True))
        return wire.Schema(version=0, block=block)

    def provider(self):
        return wire.Schema(version=0, block=self.block(f"{self.name}.provider.GoogleProviderConfig"))

    def block(self, name, computed=False):
        # Whether what is not given is told by the provider, the bindings do not say: of a whole resource often, within a
        # block seldom.
        block = wire.Schema.Block()
        for argument in self.types[name].get("properties", []):
            optional, fqn, many = argument.get("optional", False), *nested(argument["type"])
            if fqn and fqn.startswith(self.name):
                block.block_types.append(wire.Schema.NestedBlock(
                    type_name=snake(argument), block=self.block(fqn), nesting=wire.Schema.NestedBlock.LIST,
                    min_items=0 if optional else 1, max_items=0 if many else 1))
            elif kind := type_of(argument["type"]):
                block.attributes.append(wire.Schema.Attribute(
                    name=snake(argument), type=kind, required=not optional, optional=optional,
                    computed=optional and computed))
        return block


def snake(member):
    """The name in Terraform: the documentation's own where it has one."""
    link = re.search(r"#([a-z0-9_]+) ", member.get("docs", {}).get("summary", "") + member.get("docs", {}).get("remarks", ""))
    return link[1] if link else re.sub(r"([A-Z])", lambda letter: "_" + letter[1].lower(), member["name"])


def nested(kind):
    """The type of a block, and whether there may be many; none for an attribute."""
    if "union" in kind:
        lists = [each for each in kind["union"]["types"] if "collection" in each]
        return nested(lists[0]) if lists else (None, False)
    if "collection" in kind:
        return kind["collection"]["elementtype"].get("fqn"), kind["collection"]["kind"] == "array"
    return kind.get("fqn"), False


def type_of(kind):
    """The type of an attribute in Terraform's own JSON; none for what has no simple one."""
    if "primitive" in kind:
        return {"string": b'"string"', "number": b'"number"', "boolean": b'"bool"'}.get(kind["primitive"])
    if "collection" in kind:
        inner = type_of(kind["collection"]["elementtype"])
        outer = b"list" if kind["collection"]["kind"] == "array" else b"map"
        return inner and b'["%b",%b]' % (outer, inner)
    if "union" in kind:
        return next((found for each in kind["union"]["types"] if (found := type_of(each))), None)
    return b'["map","string"]' if kind.get("fqn", "").endswith(".StringMap") else None


class Provider(service.ProviderServicer):
    """Tells the schema, and finds nothing wrong with what fits it. Plans are Terraform's own (mock_provider)."""

    def __init__(self, told):
        self.told = told

    def GetProviderSchema(self, request, context):
        return self.told

    def ValidateProviderConfig(self, request, context):
        return wire.ValidateProviderConfig.Response()

    def ValidateResourceConfig(self, request, context):
        return wire.ValidateResourceConfig.Response()

    def ValidateDataResourceConfig(self, request, context):
        return wire.ValidateDataResourceConfig.Response()

    def GetFunctions(self, request, context):
        return wire.GetFunctions.Response()


def used(folder):
    """(kind, type) of every resource and data source in the files of a folder."""
    text = "".join(file.read_text() for file in sorted(pathlib.Path(folder).glob("*.tf")))
    return sorted(set(re.findall(rf'^(resource|data) "({PREFIX}[a-z0-9_]+)"', text, re.MULTILINE)))


def serve(bindings, folder, socket):
    """Starts the provider; gives the server and what TF_REATTACH_PROVIDERS must be."""
    told = wire.GetProviderSchema.Response(provider=bindings.provider())
    for kind, resource in used(folder):
        schemas = told.data_source_schemas if kind == "data" else told.resource_schemas
        schemas[resource].CopyFrom(bindings.schema(kind, resource))
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=8))
    service.add_ProviderServicer_to_server(Provider(told), server)
    server.add_insecure_port(f"unix://{socket}")
    server.start()
    where = {"Protocol": "grpc", "ProtocolVersion": 6, "Pid": 1, "Test": True, "Addr": {"Network": "unix", "String": str(socket)}}
    return server, json.dumps({ADDRESS: where})
