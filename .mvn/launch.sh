# What the launch scripts node/cairnd, wallet-cli/cairn and testnet/net share; they source it with `here` set to the
# root of the source tree. It writes to stderr only, and works with the bash 3.2 of macOS.
#
#   CAIRN_JAVA_HOME   the JDK to use, before JAVA_HOME and all others
#   CAIRN_JAVA_OPTS   more options for java, after ours
#   CAIRN_NO_BUILD    if set, nothing is built: what lies in target/ is started as it is

CAIRN_JAVA_NEEDED=25
CAIRN_EXIT_CONFIGURATION=10

cairn_fail() {
  echo "cairn: $*" >&2
  exit $CAIRN_EXIT_CONFIGURATION
}

# The major version of the JDK in folder $1, read from its file `release` since starting java costs more; else nothing.
cairn_java_version() {
  local line version=
  [ -x "$1/bin/java" ] || return 0
  if [ -r "$1/release" ]; then
    while IFS= read -r line; do
      case $line in JAVA_VERSION=*) version=${line#*\"} ;; esac
    done <"$1/release"
  else
    version=$("$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p')
  fi
  version=${version%%[!0-9]*}
  echo "$version"
}

cairn_java_is_new_enough() {
  local version
  version=$(cairn_java_version "$1")
  [ -n "$version" ] && [ "$version" -ge $CAIRN_JAVA_NEEDED ]
}

# Sets CAIRN_JAVA, or ends the script with one sentence.
cairn_find_java() {
  local home java
  if [ -n "${CAIRN_JAVA_HOME:-}" ]; then
    cairn_java_is_new_enough "$CAIRN_JAVA_HOME" ||
      cairn_fail "CAIRN_JAVA_HOME=$CAIRN_JAVA_HOME is not a JDK $CAIRN_JAVA_NEEDED or later."
    CAIRN_JAVA=$CAIRN_JAVA_HOME/bin/java
    return
  fi
  java=$(command -v java || true)
  if [ -n "$java" ]; then
    java=$(readlink -f "$java" 2>/dev/null || echo "$java")
    java=${java%/bin/java}
  fi
  for home in "${JAVA_HOME:-}" "$java" \
    /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    "${SDKMAN_DIR:-$HOME/.sdkman}"/candidates/java/* "$HOME"/.jdks/* "$HOME"/.asdf/installs/java/*; do
    if [ -n "$home" ] && cairn_java_is_new_enough "$home"; then
      CAIRN_JAVA=$home/bin/java
      return
    fi
  done
  cairn_fail "no JDK $CAIRN_JAVA_NEEDED found: install one, or set CAIRN_JAVA_HOME to the folder of one."
}

# Is the program of module $1 built, and not older than the sources of the modules $2...? The build leaves
# target/built, which bears the time at which that build began.
cairn_is_built() {
  local built=$here/$1/target/built module
  local -a sources
  [ -f "$built" ] && [ -f "$here/$1/target/$1.jar" ] || return 1
  sources=("$here/pom.xml")
  shift
  for module in "$@"; do
    sources+=("$here/$module/pom.xml")
    [ -d "$here/$module/src/main" ] && sources+=("$here/$module/src/main")
  done
  [ -z "$(find "${sources[@]}" -newer "$built" -print 2>/dev/null | head -n 1)" ]
}

cairn_all_built() {
  local program
  for program in $1; do
    # shellcheck disable=SC2086
    cairn_is_built "$program" $2 || return 1
  done
}

# Builds the programs $1 out of the modules $2 (lists in one word each), unless that is done.
cairn_build() {
  cairn_all_built "$1" "$2" && return
  command -v mvn >/dev/null || cairn_fail "Maven (mvn) is needed to build Cairn: install it."
  mkdir -p "$here/target"
  if command -v flock >/dev/null; then
    exec 9>"$here/target/build.lock"
    flock 9
    cairn_build_now "$1" "$2"
    exec 9>&-
  else
    local waited=0
    until mkdir "$here/target/build.lock.d" 2>/dev/null; do
      waited=$((waited + 1))
      [ $waited -le 600 ] || cairn_fail "another build holds $here/target/build.lock.d: remove it if there is none."
      sleep 1
    done
    trap 'rmdir "$here/target/build.lock.d"' EXIT
    cairn_build_now "$1" "$2"
    trap - EXIT
    rmdir "$here/target/build.lock.d"
  fi
}

cairn_build_now() {
  cairn_all_built "$1" "$2" && return
  echo "cairn: building ${1// / and } (once, until the sources change) ..." >&2
  mvn -q -B -f "$here/pom.xml" -pl "${1// /,}" -am -Dmaven.test.skip=true -Denforcer.skip=true package >&2 </dev/null 9>&- ||
    cairn_fail "the build failed; see above, or run: mvn package"
}

# cairn_launch PROGRAM "PROGRAMS" "MODULES" "TRAINING" "OPTIONS" ARGUMENTS...
# starts PROGRAM after it has built PROGRAMS out of MODULES. TRAINING are the arguments of a short run in which java
# notes what it loads; later starts then take that from the file target/PROGRAM.aot and are about twice as fast.
cairn_launch() {
  local program=$1 programs=$2 modules=$3 training=$4 options=$5
  shift 5
  options="--enable-native-access=ALL-UNNAMED -Dcom.amazon.corretto.crypto.provider.registerEdKeyFactory=true $options"
  cairn_find_java
  [ -n "${CAIRN_NO_BUILD:-}" ] || cairn_build "$programs" "$modules"

  local target=$here/$program/target
  local jar=$target/$program.jar aot=$target/$program.aot
  [ -f "$jar" ] || cairn_fail "$jar is missing: run mvn package, or unset CAIRN_NO_BUILD."
  if [ -z "${CAIRN_NO_BUILD:-}" ] && [ "$target/built" -nt "$target/trained" ]; then
    cairn_train "$jar" "$aot" "$options" "$training"
  fi
  # Without the test java would complain on stdout; -Xlog:disable silences what else it says of a cache it cannot use.
  if [ -f "$aot" ]; then
    options="-XX:AOTCache=$aot -Xlog:disable -Xlog:all=error:stderr $options"
  fi
  # shellcheck disable=SC2086
  exec "$CAIRN_JAVA" $options ${CAIRN_JAVA_OPTS:-} -jar "$jar" "$@"
}

# A failure here is none: the program starts without the file, only more slowly.
cairn_train() {
  local jar=$1 aot=$2 options=$3 training=$4
  touch "$(dirname "$aot")/trained"
  rm -f "$aot"
  # shellcheck disable=SC2086
  if "$CAIRN_JAVA" -XX:AOTCacheOutput="$aot.$$" -Xlog:disable $options -jar "$jar" $training \
    >/dev/null 2>&1 </dev/null && [ -f "$aot.$$" ]; then
    mv -f "$aot.$$" "$aot"
  fi
  rm -f "$aot.$$" "$aot.$$.config"
}
