/** The HTTP API for operators, {@code /admin/v1/...}: apps are made, changed and deleted here. */
@NullMarked
package dev.vask.admin;

import org.jspecify.annotations.NullMarked;
