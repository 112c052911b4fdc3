/** What makes a process a plugin of Terraform: the handshake, mutual TLS, and go-plugin's own services. */
@NullMarked
package dev.vask.terraform.plugin;

import org.jspecify.annotations.NullMarked;
