package dev.vask.terraform.provider;

import com.google.protobuf.ByteString;
import dev.vask.terraform.schema.Attribute;
import dev.vask.terraform.schema.Attribute.Mode;
import dev.vask.terraform.schema.Diagnostics;
import dev.vask.terraform.schema.Path;
import dev.vask.terraform.schema.Schema;
import dev.vask.terraform.schema.Type;
import dev.vask.terraform.wire.AttributePath;
import dev.vask.terraform.wire.Diagnostic;
import dev.vask.terraform.wire.Diagnostic.Severity;
import java.util.List;

/** Converts schemas and diagnostics to the plugin protocol. */
final class WireFormat {

    private WireFormat() {}

    static dev.vask.terraform.wire.Schema schema(Schema schema) {
        return dev.vask.terraform.wire.Schema.newBuilder()
                .setVersion(schema.version())
                .setBlock(dev.vask.terraform.wire.Schema.Block.newBuilder()
                        .setVersion(schema.version())
                        .setDescription(schema.description())
                        .addAllAttributes(attributes(schema.attributes())))
                .build();
    }

    private static List<dev.vask.terraform.wire.Schema.Attribute> attributes(List<Attribute> attributes) {
        return attributes.stream().map(WireFormat::attribute).toList();
    }

    private static dev.vask.terraform.wire.Schema.Attribute attribute(Attribute attribute) {
        var wire = dev.vask.terraform.wire.Schema.Attribute.newBuilder()
                .setName(attribute.name())
                .setDescription(attribute.description())
                .setRequired(attribute.mode() == Mode.REQUIRED)
                .setOptional(attribute.mode() == Mode.OPTIONAL || attribute.mode() == Mode.OPTIONAL_COMPUTED)
                .setComputed(attribute.mode().isComputed())
                .setSensitive(attribute.sensitive())
                .setWriteOnly(attribute.writeOnly());
        if (attribute.type() instanceof Type.Nested nested) {
            wire.setNestedType(object(nested));
        } else {
            wire.setType(ByteString.copyFromUtf8(attribute.type().json()));
        }
        return wire.build();
    }

    private static dev.vask.terraform.wire.Schema.Object object(Type.Nested nested) {
        return dev.vask.terraform.wire.Schema.Object.newBuilder()
                .setNesting(
                        nested.list()
                                ? dev.vask.terraform.wire.Schema.Object.NestingMode.LIST
                                : dev.vask.terraform.wire.Schema.Object.NestingMode.SINGLE)
                .addAllAttributes(attributes(nested.attributes()))
                .build();
    }

    static List<Diagnostic> diagnostics(Diagnostics diagnostics) {
        return diagnostics.entries().stream().map(WireFormat::diagnostic).toList();
    }

    private static Diagnostic diagnostic(Diagnostics.Entry entry) {
        Diagnostic.Builder wire = Diagnostic.newBuilder()
                .setSeverity(entry.error() ? Severity.ERROR : Severity.WARNING)
                .setSummary(entry.summary())
                .setDetail(entry.detail());
        if (!entry.path().names().isEmpty()) {
            wire.setAttribute(path(entry.path()));
        }
        return wire.build();
    }

    static AttributePath path(Path path) {
        return AttributePath.newBuilder()
                .addAllSteps(path.names().stream()
                        .map(name -> AttributePath.Step.newBuilder()
                                .setAttributeName(name)
                                .build())
                        .toList())
                .build();
    }
}
