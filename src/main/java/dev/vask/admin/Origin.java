package dev.vask.admin;

import dev.vask.apps.App;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;

/** A text that is valid in the allowed origins of an app. Null is not. */
@Constraint(validatedBy = Origin.OriginValidator.class)
@Target(ElementType.TYPE_USE)
@Retention(RetentionPolicy.RUNTIME)
@interface Origin {

    String message() default "must be an origin like https://app.example.com or *.example.com, without a path";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Public, because Bean Validation creates it. */
    final class OriginValidator implements ConstraintValidator<Origin, String> {

        @Override
        public boolean isValid(@Nullable String text, ConstraintValidatorContext context) {
            return text != null && App.isOriginPattern(text);
        }
    }
}
