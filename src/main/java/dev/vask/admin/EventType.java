package dev.vask.admin;

import dev.vask.protocol.WebhookType;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The wire name of a {@link WebhookType}. Null is not. */
@Constraint(validatedBy = EventType.EventTypeValidator.class)
@Target(ElementType.TYPE_USE)
@Retention(RetentionPolicy.RUNTIME)
@interface EventType {

    String message() default "";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Public, because Bean Validation creates it. */
    final class EventTypeValidator implements ConstraintValidator<EventType, String> {

        private static final String PROBLEM = "must be one of "
                + Stream.of(WebhookType.values()).map(WebhookType::wireName).collect(Collectors.joining(", "));

        @Override
        public boolean isValid(@Nullable String name, ConstraintValidatorContext context) {
            context.disableDefaultConstraintViolation();
            context.buildConstraintViolationWithTemplate(PROBLEM).addConstraintViolation();
            return name != null && WebhookType.of(name).isPresent();
        }
    }
}
