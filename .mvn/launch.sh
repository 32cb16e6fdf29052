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

# cairn_launch PROGRAM ARGUMENTS... builds PROGRAM where needed, and becomes it.
cairn_launch() {
  local program=$1
  shift
  cairn_find_java
  [ -n "${CAIRN_NO_BUILD:-}" ] || cairn_prepare "$program"

  local jar=$here/$program/target/$program.jar aot=$here/$program/target/$program.aot options
  [ -f "$jar" ] || cairn_fail "$jar is missing: run mvn package, or unset CAIRN_NO_BUILD."
  options=$(cairn_options "$program")
  # Java complains on stdout of a cache that is missing, and of one made by another JDK; stdout belongs to the program.
  [ ! -f "$aot" ] || options="-XX:AOTCache=$aot -Xlog:disable $options"
  # What the program starts in its turn has been built with it.
  export CAIRN_NO_BUILD=1
  # shellcheck disable=SC2086
  exec "$CAIRN_JAVA" $options ${CAIRN_JAVA_OPTS:-} -jar "$jar" "$@"
}

# The programs that must be there when program $1 runs: net starts nodes and wallets.
cairn_programs() {
  case $1 in
    testnet) echo "node wallet-cli testnet" ;;
    *) echo "$1" ;;
  esac
}

# The modules that program $1 is made of.
cairn_modules() {
  case $1 in
    node) echo "ledger consensus p2p node" ;;
    wallet-cli) echo "ledger wallet-cli" ;;
    testnet) echo "ledger consensus p2p node wallet-cli testnet" ;;
  esac
}

# The second line: the native signatures register Ed25519 only if told to, and LevelDB unmaps its files by sun.misc.Unsafe.
cairn_options() {
  echo "--enable-native-access=ALL-UNNAMED -XX:+UseSerialGC"
  echo "-Dcom.amazon.corretto.crypto.provider.registerEdKeyFactory=true --sun-misc-unsafe-memory-access=allow"
  case $1 in
    # A thread that got no memory may have left anything undone: the node must not go on.
    # What waits for finality lives through a small young generation and is copied each time; half of the heap holds it.
    node) echo "-Xmx512m -Xmn256m -XX:MetaspaceSize=64m -XX:+ExitOnOutOfMemoryError" ;;
    # They run for seconds, beside the nodes: what the second compiler costs does not come back.
    wallet-cli | testnet) echo "-XX:TieredStopAtLevel=1" ;;
  esac
}

# The arguments of a short run in which java notes what program $1 loads, for target/PROGRAM.aot.
cairn_training() {
  case $1 in
    node) echo "rehearse" ;;
    *) echo "--help" ;;
  esac
}

# ---- finding a JDK

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
    /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    "${SDKMAN_DIR:-${HOME:-}/.sdkman}"/candidates/java/* "${HOME:-}"/.jdks/* "${HOME:-}"/.asdf/installs/java/*; do
    if [ -n "$home" ] && cairn_java_is_new_enough "$home"; then
      CAIRN_JAVA=$home/bin/java
      return
    fi
  done
  cairn_fail "no JDK $CAIRN_JAVA_NEEDED found: install one, or set CAIRN_JAVA_HOME to the folder of one."
}

# Is the JDK in folder $1 new enough? Read from its file `release`, since to start java costs more.
cairn_java_is_new_enough() {
  local line version=
  [ -x "$1/bin/java" ] || return 1
  if [ -r "$1/release" ]; then
    while IFS= read -r line; do
      case $line in JAVA_VERSION=*) version=${line#*\"} ;; esac
    done <"$1/release"
  else
    version=$("$1/bin/java" -version 2>&1 </dev/null | sed -n 's/.* version "\([^"]*\)".*/\1/p')
  fi
  version=${version%%[!0-9]*}
  [ -n "$version" ] && [ "$version" -ge $CAIRN_JAVA_NEEDED ]
}

# ---- building

# Builds and trains what program $1 needs, unless that is done.
cairn_prepare() {
  local programs
  programs=$(cairn_programs "$1")
  # shellcheck disable=SC2086
  cairn_are_ready $programs && return
  mkdir -p "$here/target"
  if command -v flock >/dev/null; then
    exec 9>"$here/target/build.lock"
    flock 9
    # shellcheck disable=SC2086
    cairn_prepare_now $programs
    exec 9>&-
  else
    cairn_prepare_with_mkdir "$programs"
  fi
}

# For systems without flock, such as macOS.
cairn_prepare_with_mkdir() {
  local lock=$here/target/build.lock.d waited=0
  until mkdir "$lock" 2>/dev/null; do
    waited=$((waited + 1))
    [ $waited -le 600 ] || cairn_fail "another build has held $lock for ten minutes: remove it if there is none."
    sleep 1
  done
  # shellcheck disable=SC2064
  trap "rmdir '$lock'" EXIT
  # shellcheck disable=SC2086
  cairn_prepare_now $1
  trap - EXIT
  rmdir "$lock"
}

cairn_prepare_now() {
  # Another script may have done it while this one waited for the lock.
  cairn_are_built "$@" || cairn_build "$@"
  local program
  for program in "$@"; do
    cairn_is_trained "$program" || cairn_train "$program" &
  done
  wait
}

cairn_are_ready() {
  cairn_are_built "$@" || return 1
  local program
  for program in "$@"; do
    cairn_is_trained "$program" || return 1
  done
}

cairn_are_built() {
  local program
  for program in "$@"; do
    cairn_is_built "$program" || return 1
  done
}

# A build leaves target/built, which bears the time at which it began. A source that is newer asks for another.
cairn_is_built() {
  local program=$1 module
  local built=$here/$program/target/built
  [ -f "$built" ] && [ -f "$here/$program/target/$program.jar" ] || return 1
  local -a sources
  sources=("$here/pom.xml")
  for module in $(cairn_modules "$program"); do
    sources+=("$here/$module/pom.xml")
    [ ! -d "$here/$module/src/main" ] || sources+=("$here/$module/src/main")
  done
  [ -z "$(find "${sources[@]}" -newer "$built" 2>/dev/null | head -n 1)" ]
}

cairn_build() {
  local projects log=$here/target/build.log
  command -v mvn >/dev/null || cairn_fail "Maven (mvn) is needed to build Cairn: install it."
  projects=$(IFS=, && echo "$*")
  echo "cairn: building $projects; this is done again only when the sources change ..." >&2
  mvn -B -f "$here/pom.xml" -pl "$projects" -am -Dmaven.test.skip=true -Denforcer.skip=true package \
    >"$log" 2>&1 </dev/null 9>&- || {
    grep -E '^\[(ERROR|WARNING)\] .*\.java:' "$log" | sort -u | grep . >&2 || grep -F '[ERROR]' "$log" >&2 || cat "$log" >&2
    cairn_fail "the build failed; $log has all of it."
  }
}

cairn_is_trained() {
  local target=$here/$1/target
  [ -f "$target/trained" ] && [ ! "$target/built" -nt "$target/trained" ]
}

# Makes the file that shortens later starts. A failure is none: the program then starts without it.
cairn_train() {
  local program=$1
  local target=$here/$program/target
  local aot=$target/$program.aot
  rm -f "$aot" "$aot".new*
  # shellcheck disable=SC2046
  if "$CAIRN_JAVA" -XX:AOTCacheOutput="$aot.new" -Xlog:disable $(cairn_options "$program") \
    -jar "$target/$program.jar" $(cairn_training "$program") >/dev/null 2>&1 </dev/null 9>&-; then
    [ ! -f "$aot.new" ] || mv -f "$aot.new" "$aot"
  fi
  rm -f "$aot".new*
  touch "$target/trained"
}
