#!/usr/bin/env bash
# A real S3 server on loopback for tests: Ceph's RADOS gateway over one monitor and one OSD that keeps its objects in
# memory. Needs Debian's packages ceph-mon, ceph-osd, ceph-common, radosgw and uuid-runtime; no root, no Docker.
#
#   radosgw.sh start FOLDER [PORT]   starts it with all its state in FOLDER, which must not exist or be empty
#   radosgw.sh stop FOLDER           ends what was started there; the folder stays
#
# Started, it prints what the tests take from the environment. Takes about 15 s. PORT is 7480 unless given; the monitor
# takes the two ports after it. Several can run side by side in folders and ports of their own.
set -euo pipefail

readonly ACCESS_KEY=access SECRET_KEY=secretsecret REGION=default
readonly START_TIMEOUT_S=60 STOP_TIMEOUT_S=20

usage() {
    sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$0" >&2
    exit 2
}

write_configuration() {
    local port=$1
    cat > "$folder/ceph.conf" <<CONF
[global]
fsid = $(uuidgen)
mon host = [v2:127.0.0.1:$((port + 1)),v1:127.0.0.1:$((port + 2))]
mon initial members = a
public network = 127.0.0.0/8
ms bind ipv6 = false
keyring = $folder/keyring
auth allow insecure global id reclaim = false
mon data = $folder/mon
osd data = $folder/osd
rgw data = $folder/rgw
run dir = $folder/run
admin socket = $folder/run/\$name.asok
log file = $folder/log/\$name.log
mon cluster log file = $folder/log/cluster.log
crash dir = $folder/log
# One OSD must be enough for everything.
osd crush chooseleaf type = 0
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd pool default pgp num = 8
osd pool default pg autoscale mode = off
mon allow pool size one = true
mon max pg per osd = 1000
osd objectstore = memstore
memstore device bytes = 4294967296
[client.rgw.a]
rgw frontends = beast endpoint=127.0.0.1:$port
rgw dns name = 127.0.0.1
rgw lc debug interval = 10
CONF
}

# All daemons of the folder share one file of keys: the gateway insists on having one.
write_keys() {
    ceph-authtool "$folder/keyring" --create-keyring --gen-key -n mon. --cap mon 'allow *'
    ceph-authtool "$folder/keyring" --gen-key -n client.admin --cap mon 'allow *' --cap osd 'allow *'
    ceph-authtool "$folder/keyring" --gen-key -n osd.0 --cap mon 'allow profile osd' --cap osd 'allow *'
    ceph-authtool "$folder/keyring" --gen-key -n client.rgw.a --cap mon 'allow rw' --cap osd 'allow rwx'
}

ceph_here() {
    ceph -c "$folder/ceph.conf" --connect-timeout 10 "$@"
}

# run NAME COMMAND...: starts a daemon that outlives this script and notes its process id.
run() {
    local name=$1
    shift
    setsid nohup "$@" -c "$folder/ceph.conf" -f < /dev/null > "$folder/log/$name.out" 2>&1 &
    echo $! > "$folder/run/$name.pid"
}

# is_ours NAME: whether the process that was noted still runs and is that daemon of this folder.
is_ours() {
    local pid
    pid=$(cat "$folder/run/$1.pid" 2> /dev/null) || return 1
    tr '\0' ' ' 2> /dev/null < "/proc/$pid/cmdline" | grep -qF -- "-c $folder/ceph.conf"
}

# wait_for NAME COMMAND...: until the command succeeds, as long as the daemon lives.
wait_for() {
    local name=$1 deadline=$((SECONDS + START_TIMEOUT_S))
    shift
    sleep 0.2 # until setsid has become the daemon
    until "$@" > /dev/null 2>&1; do
        if ! is_ours "$name"; then
            echo "radosgw.sh: $name ended:" >&2
            tail -n 20 "$folder/log/$name.out" >&2
            return 1
        fi
        if ((SECONDS > deadline)); then
            echo "radosgw.sh: $name is not ready after $START_TIMEOUT_S s; see $folder/log" >&2
            return 1
        fi
        sleep 0.2
    done
}

osd_is_up() {
    ceph_here osd stat | grep -q ' 1 up'
}

port_is_open() {
    (: > "/dev/tcp/127.0.0.1/$1") 2> /dev/null
}

start() {
    local port=$1
    local program
    for program in ceph ceph-authtool ceph-mon ceph-osd radosgw radosgw-admin monmaptool uuidgen; do
        command -v "$program" > /dev/null || {
            echo "radosgw.sh: no $program; install ceph-mon ceph-osd ceph-common radosgw uuid-runtime" >&2
            exit 1
        }
    done
    if [[ -e $folder && -n $(ls -A "$folder") ]]; then
        echo "radosgw.sh: $folder is not empty" >&2
        exit 1
    fi
    if port_is_open "$port"; then
        echo "radosgw.sh: port $port is taken" >&2
        exit 1
    fi
    mkdir -p "$folder"/{mon,osd,rgw,run,log}
    write_configuration "$port"
    write_keys > "$folder/log/keys.out"
    trap stop ERR

    local conf=$folder/ceph.conf osd
    monmaptool --create --fsid "$(sed -n 's/^fsid = //p' "$conf")" \
        --addv a "[v2:127.0.0.1:$((port + 1)),v1:127.0.0.1:$((port + 2))]" "$folder/monmap" > "$folder/log/monmap.out"
    ceph-mon -c "$conf" --mkfs -i a --monmap "$folder/monmap" \
        --keyring "$folder/keyring" > "$folder/log/mkfs.out" 2>&1
    run mon ceph-mon -i a
    wait_for mon ceph_here mon stat

    osd=$(uuidgen)
    ceph_here osd new "$osd" > /dev/null
    ceph-osd -c "$conf" -i 0 --mkfs --osd-uuid "$osd" >> "$folder/log/mkfs.out" 2>&1
    run osd ceph-osd -i 0
    wait_for osd osd_is_up

    run rgw radosgw -n client.rgw.a
    wait_for rgw port_is_open "$port"
    radosgw-admin -c "$conf" user create --uid=weir --display-name=weir \
        --access-key="$ACCESS_KEY" --secret-key="$SECRET_KEY" > "$folder/log/user.json" 2>&1
    trap - ERR

    cat <<ENVIRONMENT
export WEIR_TEST_S3_ENDPOINT=http://127.0.0.1:$port
export WEIR_TEST_S3_ACCESS_KEY=$ACCESS_KEY
export WEIR_TEST_S3_SECRET_KEY=$SECRET_KEY
export WEIR_TEST_S3_REGION=$REGION
ENVIRONMENT
}

# Ends the gateway first and the monitor last.
stop() {
    local name deadline
    for name in rgw osd mon; do
        if is_ours "$name"; then
            kill "$(cat "$folder/run/$name.pid")" || true
            deadline=$((SECONDS + STOP_TIMEOUT_S))
            while is_ours "$name"; do
                if ((SECONDS > deadline)); then
                    kill -9 "$(cat "$folder/run/$name.pid")" || true
                fi
                sleep 0.1
            done
        fi
        rm -f "$folder/run/$name.pid"
    done
}

[[ $# -ge 2 ]] || usage
folder=$(realpath -m "$2")
case $1 in
    start) start "${3:-7480}" ;;
    stop) stop ;;
    *) usage ;;
esac
