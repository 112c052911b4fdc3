package dev.vask.admin;

import dev.vask.apps.AppSettingsFormat;
import dev.vask.apps.WebhookTargetPolicy;
import jakarta.validation.Validation;

/** The format of apps in a file, for tests of the file. */
public final class TestAppSettings {

    /** Reads and writes apps as the server does. */
    public static final AppSettingsFormat FORMAT = new AppSettingsJson(
            new RequestReader(Validation.buildDefaultValidatorFactory().getValidator()),
            new WebhookTargetPolicy(false));

    private TestAppSettings() {}
}
