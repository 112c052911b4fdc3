# shellcheck shell=sh
# Sourced in the checkout by the Makefile: sets JAVA_HOME to a JDK 25. Downloads one into .jdk if there is no other.
#   JAVA_HOME              the JDK to use
#   VASK_JDK_DOWNLOAD=no   never download; stop with a message
#   VASK_JDK_URL           download this .tar.gz instead of Temurin's, for example from a mirror
#   VASK_JDK_SHA256        its SHA-256, if it is another file than the one pinned here

. ./src/main/jvm/jdk.sh

vask_temurin=25.0.4+7

vask_platform() {
    case $(uname -s) in Linux) vask_os=linux ;; Darwin) vask_os=mac ;; *) vask_os= ;; esac
    case $(uname -m) in x86_64 | amd64) vask_cpu=x64 ;; aarch64 | arm64) vask_cpu=aarch64 ;; *) vask_cpu= ;; esac
    # Temurin for glibc does not run with musl (Alpine).
    case $(ldd --version 2>&1) in *musl*) vask_os= ;; esac
    case $vask_os-$vask_cpu in
        linux-x64) vask_sha256=e58fcdcd637b25c03ca84cbbcefc70d11efb8f4b4cbd05decc9f661769d77f94 ;;
        linux-aarch64) vask_sha256=621f7196f0b682fb557da58bec89bd7dfe5419811fe1c0ba75c9cc8432f084c7 ;;
        mac-x64) vask_sha256=a5ac9c46dad47ac06df35e36d096913195d8da1f3f71918828bcc2cfe33869b7 ;;
        mac-aarch64) vask_sha256=5a101c54abf5a9f16c0f70d8c38ba99e6567c1ba213378f0bb04497284f051bd ;;
        *) return 1 ;;
    esac
    vask_file=OpenJDK25U-jdk_${vask_cpu}_${vask_os}_hotspot_$(echo "$vask_temurin" | tr + _).tar.gz
    vask_url=https://github.com/adoptium/temurin25-binaries/releases/download/jdk-${vask_temurin%+*}%2B${vask_temurin#*+}/$vask_file
}

vask_no_jdk() {
    rm -rf "${vask_part:-.jdk/part}"
    rmdir .jdk 2>/dev/null
    echo "$1" >&2
    echo "Install JDK $vask_java (for example from https://adoptium.net), or set JAVA_HOME." >&2
    return 1
}

vask_sha256_of() {
    if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1
}

vask_download_jdk() {
    vask_platform || [ -n "$VASK_JDK_URL" ] || {
        vask_no_jdk "No JDK $vask_java found, and no download known for $(uname -s) on $(uname -m)."
        return 1
    }
    vask_url=${VASK_JDK_URL:-$vask_url}
    vask_sha256=${VASK_JDK_SHA256:-$vask_sha256}
    echo "No JDK $vask_java found. Downloading Eclipse Temurin $vask_temurin into .jdk (VASK_JDK_DOWNLOAD=no prevents this): $vask_url" >&2
    vask_part=.jdk/part.$$
    mkdir -p "$vask_part"
    curl -fsSL --retry 2 --connect-timeout 20 -o "$vask_part/jdk.tar.gz" "$vask_url" || {
        vask_no_jdk "Cannot download $vask_url."
        return 1
    }
    vask_actual=$(vask_sha256_of "$vask_part/jdk.tar.gz")
    [ "$vask_actual" = "$vask_sha256" ] || {
        vask_no_jdk "Wrong checksum of $vask_url: expected SHA-256 $vask_sha256, found $vask_actual."
        return 1
    }
    mkdir "$vask_part/jdk"
    tar -xzf "$vask_part/jdk.tar.gz" -C "$vask_part/jdk" --strip-components 1 || {
        vask_no_jdk "Cannot unpack $vask_url into $PWD/.jdk."
        return 1
    }
    # Another make may have been faster.
    [ -d ".jdk/temurin-$vask_temurin" ] || mv "$vask_part/jdk" ".jdk/temurin-$vask_temurin"
    rm -rf "$vask_part"
}

vask_jdk_home=$(vask_find_java javac "$PWD")
if [ -z "$vask_jdk_home" ]; then
    if [ "$VASK_JDK_DOWNLOAD" = no ]; then
        vask_no_jdk "No JDK $vask_java found in JAVA_HOME, on the PATH or in the usual directories." || exit 1
    fi
    vask_download_jdk || exit 1
    vask_jdk_home=$(vask_find_java javac "$PWD")
    [ -n "$vask_jdk_home" ] || vask_no_jdk "The archive from $vask_url is not a JDK $vask_java." || exit 1
fi
JAVA_HOME=$vask_jdk_home
export JAVA_HOME
