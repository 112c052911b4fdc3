/** The apps of a standalone server in a file of YAML or JSON ({@code vask.apps.file}). */
@NullMarked
package dev.vask.apps.file;

import org.jspecify.annotations.NullMarked;
