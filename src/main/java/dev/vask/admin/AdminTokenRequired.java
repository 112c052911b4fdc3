package dev.vask.admin;

import jakarta.ws.rs.NameBinding;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Marks a resource that requires an admin token. */
@NameBinding
@Retention(RetentionPolicy.RUNTIME)
@interface AdminTokenRequired {}
