package dev.vask.support;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * Marks tests of what one process decides without apps in a database and without live state of other nodes: how it reads requests and
 * frames, limits of connections, tokens and logs. They run with the standalone server only.
 */
@Tag("same-in-both-modes") // excluded from the execution "cluster" in pom.xml
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface SameInBothModes {}
