# shellcheck shell=sh
# Sourced by the Makefile: native_maven runs Maven where there is a native-image. That is GRAALVM_HOME, JAVA_HOME or the PATH, or else a
# container of the image that Dockerfile.native builds with.

vask_builder=${NATIVE_BUILDER:-quay.io/quarkus/ubi9-quarkus-mandrel-builder-image:jdk-25}

# The first of these that has a native-image; a GraalVM is a JDK, too.
vask_graalvm() {
    vask_found=$(command -v native-image || true)
    for vask_dir in "$GRAALVM_HOME" "$JAVA_HOME" "${vask_found:+$(dirname "$(dirname "$(readlink -f "$vask_found")")")}"; do
        if [ -n "$vask_dir" ] && [ -x "$vask_dir/bin/native-image" ]; then printf '%s\n' "$vask_dir"; return; fi
    done
}

native_maven() {
    vask_home=$(vask_graalvm)
    if [ -n "$vask_home" ]; then
        JAVA_HOME=$vask_home GRAALVM_HOME=$vask_home ./mvnw "$@"
    elif docker info >/dev/null 2>&1; then
        # As the user who calls, who owns what is left in target; Maven keeps what it fetches where it always does.
        mkdir -p "$HOME/.m2"
        docker run --rm --user "$(id -u):$(id -g)" --env HOME=/home/vask --volume "$HOME/.m2:/home/vask/.m2" \
            --volume "$PWD:$PWD" --workdir "$PWD" --entrypoint ./mvnw "$vask_builder" "-Duser.home=/home/vask" "$@"
    else
        echo "No native-image found in GRAALVM_HOME, JAVA_HOME or on the PATH, and Docker is not running." >&2
        echo "Install GraalVM or Mandrel for JDK 25 and set GRAALVM_HOME, or start Docker." >&2
        return 1
    fi
}
