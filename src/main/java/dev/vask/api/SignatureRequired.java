package dev.vask.api;

import jakarta.ws.rs.NameBinding;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Marks a resource whose requests must be signed by an app (3.1). */
@NameBinding
@Retention(RetentionPolicy.RUNTIME)
@interface SignatureRequired {}
