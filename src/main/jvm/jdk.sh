# shellcheck shell=sh
# Sourced: finds the Java that builds and runs Vask.

vask_java=25

# Sets vask_found to the major version of a Java home, or to nothing.
vask_version_of() {
    vask_found=
    [ -n "$1" ] || return 0
    if [ -r "$1/release" ]; then
        while IFS= read -r vask_line; do
            case $vask_line in JAVA_VERSION=*) vask_found=${vask_line#*\"} && break ;; esac
        done <"$1/release"
    elif [ -x "$1/bin/java" ]; then
        vask_found=$("$1/bin/java" -version 2>&1 | sed -n 's/.*version "//p')
    fi
    vask_found=${vask_found%%[!0-9]*}
}

# The Java homes to look at, one per line: $JAVA_HOME, the PATH, the checkout's .jdk ($1), and the usual directories.
# VASK_JDK_DIRECTORIES replaces the usual ones.
vask_homes() {
    printf '%s\n' "$JAVA_HOME" "$GRAALVM_HOME"
    if command -v java >/dev/null; then dirname "$(dirname "$(readlink -f "$(command -v java)")")"; fi
    printf '%s\n' "$1"/.jdk/* "$1"/.jdk/*/Contents/Home
    if [ -n "${VASK_JDK_DIRECTORIES+set}" ]; then
        # shellcheck disable=SC2086 # several words are several directories
        printf '%s\n' $VASK_JDK_DIRECTORIES
        return
    fi
    if [ -x /usr/libexec/java_home ]; then /usr/libexec/java_home -v "$vask_java" 2>/dev/null; fi
    printf '%s\n' /usr/lib/jvm/* /opt/* /opt/java/* ~/.sdkman/candidates/java/* ~/.jdks/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home ~/Library/Java/JavaVirtualMachines/*/Contents/Home
}

# Prints the first Java home of exactly this version that has a program ($1: java or javac); $2 is the checkout.
vask_find_java() {
    vask_homes "$2" | while IFS= read -r vask_home; do
        if [ -n "$vask_home" ] && [ -x "$vask_home/bin/$1" ]; then
            vask_version_of "$vask_home"
            if [ "$vask_found" = "$vask_java" ]; then printf '%s\n' "$vask_home"; break; fi
        fi
    done
}
