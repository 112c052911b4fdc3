/** What Vask has: apps, their secrets and webhooks, read and changed through the admin API. */
@NullMarked
package dev.vask.terraform.vask;

import org.jspecify.annotations.NullMarked;
