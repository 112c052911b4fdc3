/** The HTTP API for operators, {@code /admin/v1/...}: manages apps, secrets and webhooks. */
@NullMarked
package dev.vask.admin;

import org.jspecify.annotations.NullMarked;
