package dev.vask.terraform.schema;

import java.util.List;

/** The type of an attribute. */
public sealed interface Type {

    Type STRING = Primitive.STRING;
    Type NUMBER = Primitive.NUMBER;
    Type BOOL = Primitive.BOOL;

    /** A type constraint in Terraform's JSON for types. */
    String json();

    /** The name in the documentation. */
    String title();

    /** The primitive types. */
    enum Primitive implements Type {
        STRING,
        NUMBER,
        BOOL;

        @Override
        public String json() {
            return '"' + title() + '"';
        }

        @Override
        public String title() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** A collection of one primitive type. */
    record Many(Kind kind, Primitive item) implements Type {

        /** The kind of collection. */
        public enum Kind {
            LIST,
            SET,
            MAP
        }

        @Override
        public String json() {
            return "[\"%s\",%s]".formatted(name(), item.json());
        }

        @Override
        public String title() {
            return "%s of %s".formatted(name(), item.title());
        }

        private String name() {
            return kind.name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** An object with attributes, or a list of such objects. */
    record Nested(boolean list, List<Attribute> attributes) implements Type {

        @Override
        public String json() {
            throw new UnsupportedOperationException("nested attributes have no simple wire type");
        }

        @Override
        public String title() {
            return list ? "list of object" : "object";
        }
    }

    static Type setOfStrings() {
        return new Many(Many.Kind.SET, Primitive.STRING);
    }

    static Type listOfStrings() {
        return new Many(Many.Kind.LIST, Primitive.STRING);
    }

    static Type mapOfStrings() {
        return new Many(Many.Kind.MAP, Primitive.STRING);
    }

    static Type mapOfNumbers() {
        return new Many(Many.Kind.MAP, Primitive.NUMBER);
    }

    static Type object(List<Attribute> attributes) {
        return new Nested(false, attributes);
    }

    static Type listOfObjects(List<Attribute> attributes) {
        return new Nested(true, attributes);
    }
}
