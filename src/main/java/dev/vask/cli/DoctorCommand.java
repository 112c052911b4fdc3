package dev.vask.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.cli.doctor.Doctor;
import dev.vask.cli.doctor.DoctorSettings;
import dev.vask.cli.doctor.Finding;
import dev.vask.cli.doctor.Trust;
import dev.vask.cli.doctor.Verdict;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code vask doctor}. */
@Command(
        name = "doctor",
        description = {
            "Check a server as a client and as a backend: DNS, TCP, TLS, HTTP, proxies, clock, WebSocket, heartbeat, and with the key"
                    + " and the secret of an app the signature, a subscription and the time from publish to delivery.",
            "Prints ok, warn or fail for each check, and what to do. Exit code 1 if a check fails."
        })
@RegisterForReflection
final class DoctorCommand implements Runnable {

    @ParentCommand
    private CommandLineInterface vask;

    @Mixin
    private AppAccess app = new AppAccess();

    @Parameters(
            paramLabel = "URL",
            arity = "0..1",
            description =
                    "The address that clients and backends use, such as https://ws.example.com. VASK_PUBLIC_URL if absent.")
    private @Nullable String url;

    @Option(names = "--key", paramLabel = "KEY", description = "The app key, instead of VASK_APP_KEY.")
    private @Nullable String key;

    @Option(
            names = "--cacert",
            paramLabel = "FILE",
            description = "Trust the certificates in this PEM file, instead of those of Java.")
    private @Nullable Path certificates;

    @Option(
            names = "--idle",
            paramLabel = "SECONDS",
            defaultValue = "0",
            description = "Also check that a connection without traffic stays open for this time.")
    private long idle;

    @Override
    public void run() {
        AppCredentials credentials = app.credentials(vask.environment());
        DoctorSettings settings = new DoctorSettings(
                url == null ? credentials.url() : address(url),
                key == null ? credentials.key() : key,
                credentials.secret(),
                trust(),
                Duration.ofSeconds(Math.max(0, idle)),
                Clock.systemUTC());
        Output output = vask.output();
        List<Finding> findings = new ArrayList<>();
        new Doctor(settings).run(finding -> {
            findings.add(finding);
            if (!output.isJson()) {
                output.line("%-4s  %-12s  %s".formatted(finding.verdict(), finding.check(), finding.detail()));
            }
        });
        if (output.isJson()) {
            output.json(json(settings.url(), findings));
        }
        long failures =
                findings.stream().filter(it -> it.verdict() == Verdict.FAIL).count();
        if (failures > 0) {
            throw new CommandFailedException(
                    ExitCode.REJECTED, "%d of %d checks failed.".formatted(failures, findings.size()));
        }
    }

    private static URI address(String text) {
        return PublicUrl.parse("URL", text.replaceFirst("^ws(s?)://", "http$1://"));
    }

    private Trust trust() {
        try {
            return certificates == null ? Trust.ofJava() : Trust.ofFile(certificates);
        } catch (IOException | GeneralSecurityException e) {
            throw new CommandFailedException(
                    ExitCode.WRONG_USAGE, "Cannot read %s: %s".formatted(certificates, FileProblem.of(e)));
        }
    }

    private static ObjectNode json(URI url, List<Finding> findings) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("url", url.toString());
        ArrayNode checks = json.putArray("checks");
        findings.forEach(it -> checks.addObject()
                .put("check", it.check())
                .put("result", it.verdict().toString())
                .put("detail", it.detail()));
        return json;
    }
}
