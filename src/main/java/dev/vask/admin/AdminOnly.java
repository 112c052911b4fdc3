package dev.vask.admin;

import jakarta.ws.rs.NameBinding;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** On a resource that only the bearer of the admin token may use. */
@NameBinding
@Retention(RetentionPolicy.RUNTIME)
@interface AdminOnly {}
