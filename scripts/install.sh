#!/usr/bin/env bash
# Installs the Debian packages that are missing, and nothing that is there.
#
#   scripts/install.sh GROUP|PACKAGE...      groups: run  test  bench  faults  campaigns  all
#   scripts/install.sh --list GROUP...       prints what is missing, one a line; installs nothing
#
# Exit codes: 0 everything is there · 2 it may not install, or does not know a word; the command to run is printed
#             · 1 the installation failed; the log is named.
set -euo pipefail
cd "$(dirname "$0")/.."

# package -> what proves that it is there: a program, a file, or a module of Debian's python3
declare -A PROOF=(
  [nats-server]=nats-server [rsync]=rsync [openssh-client]=ssh [e2fsprogs]=chattr
  [python3-grpcio]=py:grpc [python3-grpc-tools]=py:grpc_tools [strace]=strace [iptables]=iptables [iproute2]=ip [gcc]=gcc
  [bowtie2]=bowtie2 [bowtie2-examples]=/usr/share/doc/bowtie2/examples [samtools]=samtools [bcftools]=bcftools
  [imagemagick]=convert [libnats-dev]=/usr/include/nats/nats.h [parallel]=parallel [snakemake]=snakemake
  [python3-distributed]=py:distributed [etcd-server]=etcd [faketime]=faketime
)
RUN="nats-server rsync openssh-client e2fsprogs"
CAMPAIGNS="bowtie2 bowtie2-examples samtools bcftools imagemagick"
TEST="$RUN $CAMPAIGNS python3-grpcio python3-grpc-tools strace iptables iproute2 gcc"
FAULTS="$RUN strace iptables iproute2 faketime"
BENCH="$RUN libnats-dev gcc parallel snakemake python3-distributed etcd-server"

has() {  # has PACKAGE: whether its proof is found
  local proof=${PROOF[$1]}
  case $proof in
    py:*) [ -x /usr/bin/python3 ] && /usr/bin/python3 -c "import importlib.util as u, sys; sys.exit(u.find_spec('${proof#py:}') is None)" 2>/dev/null ;;
    /*)   [ -e "$proof" ] ;;
    *)    PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin" command -v "$proof" >/dev/null ;;
  esac
}

words=() list=no
for word in "$@"; do
  case $word in
    --list)    list=yes ;;
    run)       read -ra more <<<"$RUN";            words+=("${more[@]}") ;;
    campaigns) read -ra more <<<"$CAMPAIGNS";      words+=("${more[@]}") ;;
    test)      read -ra more <<<"$TEST";           words+=("${more[@]}") ;;
    bench)     read -ra more <<<"$BENCH";          words+=("${more[@]}") ;;
    faults)    read -ra more <<<"$FAULTS";         words+=("${more[@]}") ;;
    all)       read -ra more <<<"$TEST $BENCH $FAULTS";    words+=("${more[@]}") ;;
    *) [ -n "${PROOF[$word]:-}" ] || { echo "install.sh: '$word' is neither a group (run, campaigns, test, bench, faults, all) nor a known package" >&2; exit 2; }
       words+=("$word") ;;
  esac
done
[ ${#words[@]} -gt 0 ] || { sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2; }

missing=()
for package in $(printf '%s\n' "${words[@]}" | sort -u); do
  has "$package" || missing+=("$package")
done
if [ "$list" = yes ]; then [ ${#missing[@]} -eq 0 ] || printf '%s\n' "${missing[@]}"; exit 0; fi
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" != 0 ]; then as_root=(sudo -n); fi
if ! command -v apt-get >/dev/null || { [ ${#as_root[@]} -gt 0 ] && ! sudo -n true 2>/dev/null; }; then
  {
    echo "These packages are missing and may not be installed from here:"
    printf '  %s\n' "${missing[@]}"
    echo "Install them, then start again:"
    echo "  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing[*]}"
  } >&2
  exit 2
fi

mkdir -p artifacts
log=$PWD/artifacts/install.log
apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -y -o DPkg::Lock::Timeout=300 "$@" >>"$log" 2>&1; }
# Swarm starts a broker of its own, on loopback: Debian's service, which listens everywhere, is not wanted by anybody here.
if [ -d /run/systemd/system ] && [[ " ${missing[*]} " == *" nats-server "* ]]; then
  "${as_root[@]}" systemctl mask nats-server.service >>"$log" 2>&1
  echo "Debian's nats-server service stays off (systemctl unmask nats-server.service)" >&2
fi

# Bare names first: on a fresh machine there are no package lists, and old lists can name files that are gone.
echo "Installing ${missing[*]} (log: artifacts/install.log)" >&2
apt install --no-install-recommends "${missing[@]}" \
  || { apt update && apt install --no-install-recommends "${missing[@]}"; } \
  || { tail -n 5 "$log" >&2; echo "install.sh: apt-get failed, see $log" >&2; exit 1; }

for package in "${missing[@]}"; do
  has "$package" || { echo "install.sh: $package was installed, but ${PROOF[$package]} is not there; see $log" >&2; exit 1; }
done
