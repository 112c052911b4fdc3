package dev.vask.admin;

import dev.vask.protocol.Json;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;

/** A text that is not blank, without control characters and unpaired surrogates. Null is allowed. */
@Constraint(validatedBy = Readable.ReadableValidator.class)
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.RUNTIME)
@interface Readable {

    String message();

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Public, because Bean Validation creates it. */
    final class ReadableValidator implements ConstraintValidator<Readable, String> {

        @Override
        public boolean isValid(@Nullable String text, ConstraintValidatorContext context) {
            return text == null
                    || (!text.isBlank() && text.chars().noneMatch(Character::isISOControl) && Json.isUnicode(text));
        }
    }
}
