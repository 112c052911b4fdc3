package dev.vask.admin;

import dev.vask.apps.AccessSettings;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;

/** The close code of terminated connections: {@link AccessSettings#RECONNECT} or {@link AccessSettings#STAY_AWAY}. Null is allowed. */
@Constraint(validatedBy = TerminateCode.TerminateCodeValidator.class)
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.RUNTIME)
@interface TerminateCode {

    String message() default "must be " + AccessSettings.RECONNECT + " or " + AccessSettings.STAY_AWAY;

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Public, because Bean Validation creates it. */
    final class TerminateCodeValidator implements ConstraintValidator<TerminateCode, Integer> {

        @Override
        public boolean isValid(@Nullable Integer code, ConstraintValidatorContext context) {
            return code == null || code == AccessSettings.RECONNECT || code == AccessSettings.STAY_AWAY;
        }
    }
}
