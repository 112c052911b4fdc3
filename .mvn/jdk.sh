# shellcheck shell=sh
# Sourced by the Makefile: sets JAVA_HOME to JDK 25, or prints how to install it.

vask_jdk=25

vask_is_jdk() {
    [ -x "$1/bin/javac" ] && "$1/bin/javac" -version 2>&1 | grep -qE "^javac $vask_jdk([^0-9]|$)"
}

vask_candidates() {
    printf '%s\n' "$JAVA_HOME" "$GRAALVM_HOME"
    if [ -x /usr/libexec/java_home ]; then /usr/libexec/java_home -v "$vask_jdk" 2>/dev/null; fi
    if command -v javac >/dev/null; then dirname "$(dirname "$(readlink -f "$(command -v javac)")")"; fi
    for vask_dir in /usr/lib/jvm/* /opt/* /opt/java/* ~/.sdkman/candidates/java/* ~/.jdks/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home ~/Library/Java/JavaVirtualMachines/*/Contents/Home; do
        printf '%s\n' "$vask_dir"
    done
}

vask_find_jdk() {
    vask_candidates | while IFS= read -r vask_dir; do
        if vask_is_jdk "$vask_dir"; then printf '%s\n' "$vask_dir"; break; fi
    done
}

JAVA_HOME=$(vask_find_jdk)
export JAVA_HOME
if [ -z "$JAVA_HOME" ]; then
    echo "No JDK $vask_jdk found in JAVA_HOME, on the PATH or in the usual directories." >&2
    echo "Install one (for example from https://adoptium.net), or set JAVA_HOME." >&2
    exit 1
fi
