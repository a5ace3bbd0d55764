#!/usr/bin/env bash
# ./do demo | run | check | test [suite [backend]] | bless | bench | publish | package
#
# demo      the whole life of a share on this machine, step by step, with OpenStack's own clients
# run       the service in the foreground, nothing configured
# check     build, style and what a change most often breaks; its tests take about a minute, a first build two more
# test      all suites, or one of: unit server drivers compat; 'drivers local' runs one backend,
#           'compat horizon' opens Horizon in a browser; 'keystone' takes tokens of a real Keystone;
#           'server mariadb' and 'server postgresql' run that suite on a database server, 'region' many processes on one;
#           'mutants' leaves out each question whose a resource is, and expects a table of authorization to notice;
#           'package' installs, upgrades and purges the Debian package in a fresh Debian;
#           'hostile' runs what of all suites does as an attacker would
# bless     writes the golden files anew from what the code answers now
# bench     speed and memory, as ratios
# publish   one self-contained file: artifacts/abaca
# package   a Debian package of it: artifacts/abaca_VERSION_amd64.deb
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 PATH="$PATH:/usr/sbin:/sbin"

storage_packages=(nfs-ganesha nfs-ganesha-vfs dbus btrfs-progs util-linux libnfs-utils libnfs13 iproute2 libsqlite3-0)
ceph_packages=(ceph-mon ceph-osd ceph-mgr ceph-mgr-modules-core ceph-mds ceph-fuse ceph-common librados2 libcephfs2
  nfs-ganesha-ceph nfs-ganesha-rados-grace keepalived openssh-server openssh-client user-mode-linux kmod)
gluster_packages=(glusterfs-server glusterfs-client openssl openssh-server openssh-client)
zfs_packages=(zfs-fuse nfs-kernel-server sudo openssh-server openssh-client)
# For file servers with OpenZFS, which run in a virtual machine that scripts/zfs-vm builds.
zfs_machine_packages=(qemu-system-x86 qemu-utils mmdebstrap cpio e2fsprogs user-mode-linux kmod)
client_packages=(python3-manilaclient python3-openstackclient curl openssl systemd)
bench_packages=(wrk)
keystone_packages=(keystone memcached sqlite3)
# Horizon with its share panels, and the browser that looks at them: 300 MB, so only where they are asked for.
horizon_packages=(openstack-dashboard python3-manila-ui chromium chromium-driver)

# What kills daemons of a Ceph cluster, measures it, or takes many minutes: ./do test names it and leaves it to ./do test drivers ceph.
storms=(CephFsFaultTests CephNfsClusterTests CephNfsConformance CephNfsFloatingTests CephNfsNodesTests WholeGrowthTests WholeKillTests)
# What needs that virtual machine, whose first build takes 6 to 9 minutes, or takes long: left to ./do test drivers zfs and lvm.
machines=(LocalInMachineTests OpenZfsConformance OpenZfsForgedHandles OpenZfsHarmlessTests OpenZfsLifeTests OpenZfsMachineTests OpenZfsWalkThroughTests FuseZfsShareNfsConformance ZfsKillTests)
lvm_machines=(LvmForgedHandles LvmLifeTests LvmMirrorTests LvmThickConformance LvmThickForgedHandles LvmThinConformance LvmWalkThroughTests)
# What makes clusters of GlusterFS takes minutes each: left to ./do test drivers gluster.
volumes=(GlusterConformance GlusterDoctorTests GlusterFaultTests GlusterInterruptions GlusterKillTests GlusterPoolTests GlusterTlsTests GlusterTwoServicesTests GlusterWalkThroughTests)
# What drives Horizon in a browser takes minutes: left to ./do test compat horizon. What needs database servers or a broker is left to ./do test region.
short_of_horizon=(-namespace- Abaca.Tests.Compat.Horizon -namespace- Abaca.Tests.Compat.Region -namespace- Abaca.Tests.Compat.Package)
short_of_storms=()
for class in "${storms[@]}"; do short_of_storms+=(-class- "Abaca.Tests.Drivers.Ceph.$class"); done
for class in "${machines[@]}"; do short_of_storms+=(-class- "Abaca.Tests.Drivers.Zfs.$class"); done
for class in "${lvm_machines[@]}"; do short_of_storms+=(-class- "Abaca.Tests.Drivers.Lvm.$class"); done
for class in "${volumes[@]}"; do short_of_storms+=(-class- "Abaca.Tests.Drivers.Gluster.$class"); done

say() { printf '%s\n' "$*"; }
die() { printf 'do: %s\n' "$*" >&2; exit 1; }

# Installs what is missing. Daemons of these packages must not start by themselves: Abaca runs its own.
packages() {
  local missing=() package
  for package in "$@"; do
    [ "$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null)" = 'install ok installed' ] || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  if [[ " ${missing[*]} " == *' zfs-fuse '* ]] && dpkg-query -W zfsutils-linux >/dev/null 2>&1; then
    die "the tests of ZFS need zfs-fuse, which would replace this machine's own zfsutils-linux: run them on another machine, or one suite of unit, server, compat, drivers local"
  fi
  local sudo=()
  if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || die "these packages are missing: ${missing[*]}
Install them as root (apt-get install ${missing[*]}) or run this with sudo."
    sudo=(sudo)
  fi
  say "Installing from Debian: ${missing[*]}"
  local guard=/usr/sbin/policy-rc.d made=
  if [ ! -e "$guard" ]; then
    printf '#!/bin/sh\nexit 101\n' | "${sudo[@]}" tee "$guard" >/dev/null
    "${sudo[@]}" chmod 755 "$guard"
    made=1
  fi
  local log; log=$(mktemp)
  local ok=1
  { "${sudo[@]}" apt-get update && "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1 || ok=
  [ -z "$made" ] || "${sudo[@]}" rm -f "$guard"
  [ -n "$ok" ] || { tail -20 "$log" >&2; die "apt-get failed; its output is in $log"; }
  rm -f "$log"
}

build() { # build PROJECT [CONFIGURATION]
  local log; log=$(mktemp)
  say "Building ${1%.*} (${2:-Release}) ..."
  dotnet build "$1" -c "${2:-Release}" -v q -clp:'ErrorsOnly;Summary' >"$log" 2>&1 || { cat "$log" >&2; rm -f "$log"; die "the build failed"; }
  rm -f "$log"
}

needs_root() { [ "$(id -u)" -eq 0 ] || die "$1 needs root (mounts, network namespaces, NFS on port 2049): run 'sudo ./do $2'"; }

passed=0 failed=0 skipped=0 broken=() failures=()
suite() { # suite NAME [xunit arguments]
  local name=$1; shift
  local log; log=$(mktemp)
  say "== $name =="
  local status=0
  dotnet "tests/$name/bin/Release/net10.0/Abaca.Tests.$name.dll" -noLogo -noColor "$@" 2>&1 | tee "$log" || status=$?
  local line; line=$(grep -E 'Total: +[0-9]+' "$log" | tail -1 || true)
  count() { sed -nE "s/.*$1: *([0-9]+).*/\1/p" <<<"$line" | head -1; }
  local total errors fails skips; total=$(count Total) errors=$(count Errors) fails=$(count Failed) skips=$(count Skipped)
  if [ -z "$total" ]; then broken+=("$name"); failed=$((failed + 1)); rm -f "$log"; return; fi
  failed=$((failed + errors + fails)) skipped=$((skipped + skips)) passed=$((passed + total - fails - skips))
  [ "$status" -eq 0 ] || broken+=("$name")
  mapfile -t -O "${#failures[@]}" failures < <(grep -E '\[(FAIL|ERROR)\]' "$log" | sed 's/^ *//')
  rm -f "$log"
}

verdict() {
  say
  [ ${#failures[@]} -eq 0 ] || printf '%s\n' "${failures[@]}"
  [ ${#broken[@]} -eq 0 ] || say "failing: ${broken[*]}"
  say "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" -eq 0 ] && [ ${#broken[@]} -eq 0 ]
}

test_drivers() { # test_drivers BACKEND|all
  local needed=("${storage_packages[@]}" "${client_packages[@]}")
  case "$1" in
    all) needed+=("${ceph_packages[@]}" "${gluster_packages[@]}" "${zfs_packages[@]}" "${zfs_machine_packages[@]}") ;;
    ceph) needed+=("${ceph_packages[@]}") ;;
    gluster) needed+=("${gluster_packages[@]}") ;;
    zfs|lvm) needed+=("${zfs_packages[@]}" "${zfs_machine_packages[@]}") ;;
    ssh) needed+=(openssh-server openssh-client) ;;
    local|dummy) ;;
    *) die "no backend is called '$1'; there are: local dummy ceph gluster ssh zfs lvm" ;;
  esac
  packages "${needed[@]}"
  needs_root 'the driver suite' 'test drivers'
  case "$1" in all|zfs|lvm) scripts/zfs-vm build ;; esac
  build tests/Drivers/Drivers.csproj
  if [ "$1" = all ]; then suite Drivers; else suite Drivers -namespace "Abaca.Tests.Drivers.${1^}"; fi
}

test_compat() { # test_compat horizon|all
  case "$1" in
    horizon) packages libsqlite3-0 "${horizon_packages[@]}"; build tests/Compat/Compat.csproj; suite Compat -namespace Abaca.Tests.Compat.Horizon ;;
    all) packages "${storage_packages[@]}" "${client_packages[@]}" "${keystone_packages[@]}"; needs_root 'the compat suite' 'test compat'
         build Abaca.slnx; suite Compat "${short_of_horizon[@]}"
         say; say "Left to ./do test compat horizon: Horizon in a browser"; say "Left to ./do test region, and ./do test server mariadb and postgresql: database servers" ;;
    *) die "of the compat suite there is: horizon" ;;
  esac
}

run_tests() {
  case "${1:-all}" in
    all) packages "${storage_packages[@]}" "${ceph_packages[@]}" "${gluster_packages[@]}" "${zfs_packages[@]}" "${client_packages[@]}" "${keystone_packages[@]}"; needs_root 'the driver suite' test
         build Abaca.slnx; suite Unit; suite Server; suite Drivers "${short_of_storms[@]}"; suite Compat "${short_of_horizon[@]}"
         say; say "Left to ./do test drivers ceph: ${storms[*]}"; say "Left to ./do test drivers gluster: ${volumes[*]}"; say "Left to ./do test drivers zfs: ${machines[*]}"; say "Left to ./do test drivers lvm: ${lvm_machines[*]}"; say "Left to ./do test compat horizon: Horizon in a browser"; say "Left to ./do test region, and ./do test server mariadb and postgresql: database servers" ;;
    unit) packages libsqlite3-0; build tests/Unit/Unit.csproj; suite Unit ;;
    server) packages libsqlite3-0
         case "${2:-sqlite}" in
           sqlite) ;;
           mariadb|postgresql) needs_root "the suite on ${2}" "test server $2"; packages "${2/mariadb/mariadb-server}"; export ABACA_TEST_DATABASE=$2 ;;
           *) die "no database is called '$2'; there are: sqlite mariadb postgresql" ;;
         esac
         build tests/Server/Server.csproj; suite Server ;;
    region) packages mariadb-server postgresql rabbitmq-server python3-oslo.messaging; needs_root 'the suite of a region' 'test region'
         build tests/Compat/Compat.csproj; suite Compat -namespace Abaca.Tests.Compat.Region ;;
    drivers) test_drivers "${2:-all}" ;;
    compat) test_compat "${2:-all}" ;;
    keystone) packages libsqlite3-0 "${client_packages[@]}" "${keystone_packages[@]}"; build tests/Compat/Compat.csproj; suite Compat -namespace Abaca.Tests.Compat.Keystone ;;
    hostile) packages "${storage_packages[@]}" "${ceph_packages[@]}" "${gluster_packages[@]}" "${zfs_packages[@]}" "${zfs_machine_packages[@]}" "${client_packages[@]}"
         needs_root 'the hostile suite' 'test hostile'; scripts/zfs-vm build
         build Abaca.slnx
         for name in Unit Server Drivers Compat; do suite "$name" -trait Suite=Hostile; done ;;
    package) packages libsqlite3-0 mmdebstrap haproxy keepalived; needs_root 'the suite of the package' 'test package'
         publish; build tests/Compat/Compat.csproj; suite Compat -namespace Abaca.Tests.Compat.Package ;;
    mutants) packages libsqlite3-0; build tests/Server/Server.csproj
         suite Server -explicit only -showLiveOutput -class Abaca.Tests.Server.Mutants.MutantTests ;;
    *) die "no suite is called '$1'; there are: unit server drivers compat keystone region package hostile mutants" ;;
  esac
  verdict
}

publish() {
  local out=artifacts
  say "Publishing one self-contained file ..."
  local log; log=$(mktemp)
  dotnet publish src/Abaca/Abaca.csproj -c Release -r linux-x64 --self-contained -p:Publishing=true -o "$out/publish" -v q >"$log" 2>&1 \
    || { cat "$log" >&2; die "publishing failed"; }
  rm -f "$log"
  install -m 755 "$out/publish/abaca" "$out/abaca"
  say "$out/abaca ($(( $(stat -c %s "$out/abaca") / 1048576 )) MiB)"
}

case "${1:-}" in
  demo)
    packages "${storage_packages[@]}" "${client_packages[@]}"
    build src/Abaca/Abaca.csproj
    if [ "$(id -u)" -eq 0 ]; then exec scripts/demo; else exec sudo --preserve-env=PATH scripts/demo; fi ;;
  run)
    packages "${storage_packages[@]}"
    build src/Abaca/Abaca.csproj
    shift
    if [ "$(id -u)" -eq 0 ]; then exec src/Abaca/bin/Release/net10.0/abaca serve "$@"
    else exec sudo src/Abaca/bin/Release/net10.0/abaca serve "$@"; fi ;;
  check)
    packages libsqlite3-0
    build Abaca.slnx; suite Unit
    suite Server -namespace Abaca.Tests.Server.Golden -namespace Abaca.Tests.Server.Microversions -namespace Abaca.Tests.Server.BadInput
    verdict ;;
  test) shift; run_tests "$@" ;;
  bless)
    packages libsqlite3-0
    build Abaca.slnx
    ABACA_BLESS=1 suite Unit; ABACA_BLESS=1 suite Server; verdict ;;
  bench)
    packages "${storage_packages[@]}" "${ceph_packages[@]}" "${gluster_packages[@]}" "${zfs_packages[@]}" "${bench_packages[@]}"
    publish; build bench/Bench.csproj
    shift
    exec dotnet bench/bin/Release/net10.0/Abaca.Bench.dll "$@" ;;
  publish) publish; scripts/smoke artifacts/abaca ;;
  package) publish; scripts/package artifacts/abaca "$(sed -n 's|.*<Version>\(.*\)</Version>.*|\1|p' Directory.Build.props)" artifacts ;;
  *) sed -n '2,/^[^#]/{/^#/p}' "$0" | sed 's/^# \{0,1\}//'; exit 2 ;;
esac
