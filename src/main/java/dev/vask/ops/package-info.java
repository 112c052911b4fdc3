/** Pages and checks for users and operators: front page, demo instructions, OpenAPI, health. No other package imports it. */
@NullMarked
package dev.vask.ops;

import org.jspecify.annotations.NullMarked;
