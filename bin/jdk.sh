# Finds a JDK >= 25 for the scripts of this checkout, which source this file. Plain POSIX with `local`; starts
# no process but readlink, as each one costs every command some milliseconds.

# What to tell the user where none is found.
jdk_missing="no JDK 25 or newer found in JAVA_HOME, on the path or in /usr/lib/jvm.
Install one, for example Temurin 25 (adoptium.net; apt-get install temurin-25-jdk with its repository), or set JAVA_HOME."

# $1: a JDK's home, $2: the program of it that is needed. Sets jdk_version, 0 where there is no usable JDK.
read_jdk_version() {
  local key value
  jdk_version=0
  [ -x "$1/bin/$2" ] && [ -r "$1/release" ] || return 0
  while IFS='=' read -r key value; do
    [ "$key" = JAVA_VERSION ] || continue
    value=${value#\"}
    jdk_version=${value%%[!0-9]*}
    jdk_version=${jdk_version:-0}
    return 0
  done <"$1/release"
}

# JAVA_HOME, then the path, then the system's JVM directories (the oldest that will do).
# $1: the program that is needed: java to run, javac to build. Sets jdk, its home or nothing, and jdk_version.
find_jdk() {
  local home best=0
  jdk=
  if [ -n "${JAVA_HOME:-}" ]; then
    read_jdk_version "$JAVA_HOME" "$1"
    if [ "$jdk_version" -ge 25 ]; then jdk=$JAVA_HOME; return; fi
  fi
  if home=$(command -v "$1"); then
    home=$(readlink -f "$home")
    home=${home%/bin/"$1"}
    read_jdk_version "$home" "$1"
    if [ "$jdk_version" -ge 25 ]; then jdk=$home; return; fi
  fi
  for home in /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk*; do
    read_jdk_version "$home" "$1"
    [ "$jdk_version" -ge 25 ] || continue
    if [ "$best" = 0 ] || [ "$jdk_version" -lt "$best" ]; then jdk=$home best=$jdk_version; fi
  done
  jdk_version=$best
}
