#!/usr/bin/env bash
# Records the captures of this folder from real programs, in two network namespaces joined by a veth pair:
# the client is 10.77.0.2 / fd77::2, the server 10.77.0.1 / fd77::1. Needs root and Debian's packages (see README.md here).
#   bash corpus/record.sh [CASE ...]      all cases, or those whose name contains one of the words
# Keys, cookies and times differ at each run: re-record only to change a case, then update its .expected.
set -u
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
wanted=("$@")
S() { ip netns exec nw-server "$@"; }
C() { ip netns exec nw-client "$@"; }
background=()
cleanup() {
  for pid in $(ip netns pids nw-server 2>/dev/null) $(ip netns pids nw-client 2>/dev/null); do kill -9 "$pid" 2>/dev/null; done
  ip netns del nw-server 2>/dev/null; ip netns del nw-client 2>/dev/null
  rm -rf "$scratch"
}
trap cleanup EXIT
cleanup; mkdir -p "$scratch"
ip netns add nw-server && ip netns add nw-client
ip link add veth-s netns nw-server type veth peer name veth-c netns nw-client
S ip link set veth-s address 02:77:00:00:00:01; C ip link set veth-c address 02:77:00:00:00:02
S ip addr add 10.77.0.1/24 dev veth-s; C ip addr add 10.77.0.2/24 dev veth-c
S ip -6 addr add fd77::1/64 dev veth-s nodad; C ip -6 addr add fd77::2/64 dev veth-c nodad
for ns in nw-server nw-client; do ip netns exec $ns ip link set lo up; done
S ip link set veth-s up; C ip link set veth-c up
S ip route add default via 10.77.0.2; C ip route add default via 10.77.0.1
S ethtool -K veth-s tso off gso off gro off tx off >/dev/null 2>&1; C ethtool -K veth-c tso off gso off gro off tx off >/dev/null 2>&1
sleep 2 # IPv6 neighbour discovery and link-local chatter settle before the first case

wants() { [ ${#wanted[@]} -eq 0 ] && return 0; for w in "${wanted[@]}"; do [[ "$1" == *"$w"* ]] && return 0; done; return 1; }
# record NAME FUNCTION [tcpdump filter]: runs FUNCTION while NAME.pcap is written
record() {
  local name=$1 run=$2 filter=${3:-"not icmp6 or icmp6[0] = 128 or icmp6[0] = 129"}
  wants "$name" || return 0
  mkdir -p "$here/$(dirname "$name")"
  S tcpdump --immediate-mode -U -i veth-s -s 0 -w "$here/$name.pcap" "$filter" 2>"$scratch/tcpdump.err" & local dump=$!
  for _ in $(seq 50); do grep -q "listening on" "$scratch/tcpdump.err" && break; sleep 0.1; done
  ( "$run" ) >"$scratch/$(basename "$name").log" 2>&1 </dev/null & local case_pid=$!
  ( sleep 30; for pid in $(ip netns pids nw-server) $(ip netns pids nw-client); do [ "$pid" = "$dump" ] || kill -9 "$pid"; done; kill $case_pid ) 2>/dev/null & local watchdog=$!
  wait $case_pid; kill $watchdog 2>/dev/null
  sleep 0.5; kill -TERM $dump; wait $dump 2>/dev/null
  for pid in $(ip netns pids nw-server) $(ip netns pids nw-client); do kill "$pid" 2>/dev/null; done; sleep 0.2
  for pid in $(ip netns pids nw-server) $(ip netns pids nw-client); do kill -9 "$pid" 2>/dev/null; done
  echo "$name: $(tcpdump -r "$here/$name.pcap" 2>/dev/null | wc -l) packets, $(stat -c %s "$here/$name.pcap") bytes"
  [ "${SHOW_LOG:-}" ] && tail -5 "$scratch/$(basename "$name").log"
  return 0
}
until_open() { for _ in $(seq 60); do S ss -Hltn "sport = :$1" | grep -q . && return; sleep 0.1; done; }

# certificates: a small CA of our own, one expired certificate, one self-signed
openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/O=Netweir Test CA/CN=Netweir Test CA" -keyout "$scratch/ca.key" -out "$scratch/ca.pem" 2>/dev/null
openssl req -newkey rsa:2048 -nodes -subj "/C=IT/O=Example Org/CN=www.example.org" -keyout "$scratch/www.key" -out "$scratch/www.csr" 2>/dev/null
printf 'subjectAltName=DNS:www.example.org,DNS:example.org,IP:10.77.0.1\n' >"$scratch/san"
openssl x509 -req -in "$scratch/www.csr" -CA "$scratch/ca.pem" -CAkey "$scratch/ca.key" -CAcreateserial -days 90 -extfile "$scratch/san" -out "$scratch/www.pem" 2>/dev/null
openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/O=Self Made/CN=self.example.net" -keyout "$scratch/self.key" -out "$scratch/self.pem" 2>/dev/null
mkdir -p "$scratch/www"; head -c 60000 /dev/urandom | base64 >"$scratch/www/page.html"; echo hello >"$scratch/www/index.html"

dns_udp() {
  S dnsmasq -k --no-resolv --no-hosts --listen-address=10.77.0.1,fd77::1 --address=/example.org/10.77.0.1 --address=/example.org/fd77::1 --mx-host=example.org,mail.example.org --txt-record=example.org,v=spf1 --ptr-record=1.0.77.10.in-addr.arpa,server.example.org --cname=alias.example.org,www.example.org --host-record=www.example.org,10.77.0.1 &
  sleep 0.7
  C dig @10.77.0.1 +tries=1 +time=1 www.example.org A; C dig @10.77.0.1 +tries=1 +time=1 www.example.org AAAA; C dig @10.77.0.1 +tries=1 +time=1 example.org MX
  C dig @10.77.0.1 +tries=1 +time=1 example.org TXT; C dig @10.77.0.1 +tries=1 +time=1 -x 10.77.0.1; C dig @10.77.0.1 +tries=1 +time=1 nothing.invalid
  C dig @fd77::1 +tries=1 +time=1 alias.example.org; C dig @10.77.0.1 +tcp +tries=1 +time=1 www.example.org
}
http_plain() {
  S python3 -m http.server -d "$scratch/www" 80 & until_open 80
  C curl -s -o /dev/null http://10.77.0.1/page.html; C curl -s -o /dev/null -H "Host: www.example.org" "http://10.77.0.1/missing?q=1"
  C curl -s -o /dev/null -X POST -d "name=value" -u alice:secret -A "TestAgent/1.0" http://10.77.0.1/form; C curl -s -o /dev/null "http://[fd77::1]/index.html"
}
tls13() { S openssl s_server -accept 443 -cert "$scratch/www.pem" -key "$scratch/www.key" -WWW -alpn h2,http/1.1 -quiet & until_open 443
  (cd "$scratch/www"; C curl -sk --resolve www.example.org:443:10.77.0.1 --max-time 3 -o /dev/null https://www.example.org/index.html); }
tls12() { S openssl s_server -accept 443 -cert "$scratch/www.pem" -key "$scratch/www.key" -tls1_2 -www -quiet & until_open 443
  C curl -sk --tls-max 1.2 --resolve www.example.org:443:10.77.0.1 --max-time 3 -o /dev/null https://www.example.org/; }
tls_selfsigned() { S openssl s_server -accept 8443 -cert "$scratch/self.pem" -key "$scratch/self.key" -tls1_2 -www -quiet & until_open 8443
  C curl -sk --resolve other.example.com:8443:10.77.0.1 --max-time 3 -o /dev/null https://other.example.com:8443/; }
tls10() { S openssl s_server -accept 443 -cert "$scratch/www.pem" -key "$scratch/www.key" -www -quiet -tls1 -cipher 'ALL:@SECLEVEL=0' & until_open 443
  C openssl s_client -connect 10.77.0.1:443 -tls1 -cipher 'AES128-SHA:@SECLEVEL=0' -servername old.example.org </dev/null; }
dtls() { S openssl s_server -dtls -accept 4433 -cert "$scratch/www.pem" -key "$scratch/www.key" -quiet & sleep 0.6
  (sleep 1; echo hello; sleep 0.5) | C timeout 3 openssl s_client -dtls -connect 10.77.0.1:4433 -servername dtls.example.org; }
quic_initial() { C timeout 6 chromium --headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update --disable-sync --user-data-dir="$scratch/profile" --enable-quic --origin-to-force-quic-on=quic.example.org:443 --host-resolver-rules="MAP quic.example.org 10.77.0.1" --dump-dom https://quic.example.org/; }
ssh_login() {
  mkdir -p "$scratch/ssh" /run/sshd; ssh-keygen -q -t ed25519 -N "" -f "$scratch/ssh/host"; ssh-keygen -q -t ed25519 -N "" -f "$scratch/ssh/id"; cp "$scratch/ssh/id.pub" "$scratch/ssh/authorized"; chmod 600 "$scratch/ssh/authorized"
  S /usr/sbin/sshd -D -f /dev/null -p 22 -h "$scratch/ssh/host" -o AuthorizedKeysFile="$scratch/ssh/authorized" -o StrictModes=no -o PidFile=none & until_open 22
  C ssh -F /dev/null -i "$scratch/ssh/id" -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null root@10.77.0.1 'echo hello; seq 100'
}
dhcp() {
  C ip addr flush dev veth-c
  S dnsmasq -k --port=0 --dhcp-range=10.77.0.50,10.77.0.60,1h --dhcp-leasefile="$scratch/leases" --dhcp-option=option:router,10.77.0.1 --domain=example.org --interface=veth-s --bind-interfaces & sleep 0.7
  printf 'send host-name "kitchen-laptop";\nsend vendor-class-identifier "android-dhcp-13";\nrequest subnet-mask, routers, domain-name, domain-name-servers, host-name;\n' >"$scratch/dhclient.conf"
  C timeout 8 dhclient -1 -cf "$scratch/dhclient.conf" -lf "$scratch/c.leases" -pf "$scratch/c.pid" -sf /bin/true veth-c; C ip addr add 10.77.0.2/24 dev veth-c; C ip -6 addr add fd77::2/64 dev veth-c nodad
}
ntp() { printf 'local stratum 3\nallow all\ncmdport 0\n' >"$scratch/chrony-s.conf"; printf 'server 10.77.0.1 iburst\ncmdport 0\n' >"$scratch/chrony-c.conf"
  S chronyd -x -d -f "$scratch/chrony-s.conf" & sleep 0.8; C timeout 6 chronyd -x -Q -t 5 -f "$scratch/chrony-c.conf"; }
snmp() { printf 'rocommunity public\nagentaddress udp:161\nsyslocation "Test rack"\ncreateUser bob SHA "authpass1" AES "privpass1"\nrouser bob priv\n' >"$scratch/snmpd.conf"
  S env HOME="$scratch" SNMP_PERSISTENT_DIR="$scratch/p" snmpd -f -Lf /dev/null -C -c "$scratch/snmpd.conf" & sleep 1.2
  C snmpget -v1 -c public 10.77.0.1 1.3.6.1.2.1.1.1.0; C snmpwalk -v2c -c public 10.77.0.1 1.3.6.1.2.1.1; C snmpget -v3 -l authPriv -u bob -a SHA -A authpass1 -x AES -X privpass1 10.77.0.1 1.3.6.1.2.1.1.3.0; }
smb() { mkdir -p "$scratch/share" "$scratch/smb"; echo data >"$scratch/share/file.txt"
  printf '[global]\nmap to guest = Bad User\nprivate dir=%s\nlock directory=%s\nstate directory=%s\ncache directory=%s\npid directory=%s\nncalrpc dir=%s\nlog file=/dev/null\nserver min protocol=NT1\n[pub]\npath=%s\nguest ok=yes\nread only=no\n' $scratch/smb $scratch/smb $scratch/smb $scratch/smb $scratch/smb $scratch/smb $scratch/share >"$scratch/smb.conf"
  S setsid smbd -F --no-process-group -s "$scratch/smb.conf" & until_open 445
  C smbclient -s "$scratch/smb.conf" -N //10.77.0.1/pub -c 'ls; get file.txt /dev/null'; C smbclient -s "$scratch/smb.conf" -m NT1 --option='client min protocol=NT1' -N -p 139 //10.77.0.1/pub -c 'ls'; }
ftp() { mkdir -p "$scratch/ftp"; head -c 20000 /dev/urandom >"$scratch/ftp/data.bin"; chmod 755 "$scratch" "$scratch/ftp"
  printf 'listen=YES\nanonymous_enable=YES\nanon_root=%s\nno_anon_password=YES\nsecure_chroot_dir=/var/run/vsftpd/empty\nrun_as_launching_user=NO\nconnect_from_port_20=YES\nseccomp_sandbox=NO\n' "$scratch/ftp" >"$scratch/vsftpd.conf"; mkdir -p /var/run/vsftpd/empty
  S vsftpd "$scratch/vsftpd.conf" & until_open 21
  C curl -s --user anonymous:guest@example.org -o /dev/null ftp://10.77.0.1/data.bin; C curl -s --ftp-port - --user anonymous:guest@example.org -o /dev/null ftp://10.77.0.1/data.bin; }
smtp() { S python3 -W ignore -m smtpd -n -c DebuggingServer 10.77.0.1:25 & until_open 25
  printf 'Subject: test\n\nbody\n' >"$scratch/mail.txt"; C curl -s --max-time 4 smtp://10.77.0.1/client.example.org --mail-from alice@example.org --mail-rcpt bob@example.org -T "$scratch/mail.txt"; }
mailbox() { mkdir -p "$scratch/dovecot" "$scratch/vmail/alice"; chmod -R 777 "$scratch/vmail" "$scratch/dovecot"; chmod 755 "$scratch"
  printf 'alice:{PLAIN}secret:%s:%s::%s/vmail/alice::\n' "$(id -u nobody)" "$(id -g nobody)" "$scratch" >"$scratch/passwd"
  printf 'protocols = imap pop3\nbase_dir=%s/dovecot\nlog_path=/dev/null\nssl=no\ndisable_plaintext_auth=no\nfirst_valid_uid=1\nmail_location=maildir:~/Maildir\npassdb {\n driver=passwd-file\n args=%s/passwd\n}\nuserdb {\n driver=passwd-file\n args=%s/passwd\n}\n' "$scratch" "$scratch" "$scratch" >"$scratch/dovecot.conf"
  S setsid dovecot -F -c "$scratch/dovecot.conf" & until_open 143
  C curl -s --max-time 4 --user alice:secret imap://10.77.0.1/ ; C curl -s --max-time 4 --user alice:secret pop3://10.77.0.1/; }
sip_rtp() { S sipp -sn uas -i 10.77.0.1 -p 5060 -bg -rtp_echo >/dev/null 2>&1; sleep 1
  C timeout 20 sipp -sn uac 10.77.0.1:5060 -i 10.77.0.2 -p 5060 -m 2 -r 2 -d 300 >/dev/null 2>&1; }
rtp() { C ffmpeg -v error -re -f lavfi -i "sine=frequency=440:duration=4" -c:a pcm_mulaw -ar 8000 -f rtp rtp://10.77.0.1:40000; }
stun() { S turnserver -n -L 10.77.0.1 -p 3478 --no-tls --no-dtls --no-cli -u test:test -r example.org -a --log-file stdout & sleep 1.2
  C timeout 5 turnutils_stunclient 10.77.0.1; C timeout 6 turnutils_uclient -u test -w test -n 3 -y 10.77.0.1; }
bittorrent() { mkdir -p "$scratch/seed" "$scratch/leech"; head -c 120000 /dev/urandom >"$scratch/seed/file.bin"
  S opentracker -i 10.77.0.1 -p 6969 -P 6969 & sleep 0.5
  python3 - "$scratch" <<'P'
import hashlib, sys
d = sys.argv[1]; data = open(d + "/seed/file.bin", "rb").read(); n = 32768
b = lambda x: b"i%de" % x if isinstance(x, int) else b"%d:%s" % (len(x), x) if isinstance(x, bytes) else b"d" + b"".join(b(k) + b(v) for k, v in sorted(x.items())) + b"e"
pieces = b"".join(hashlib.sha1(data[i:i+n]).digest() for i in range(0, len(data), n))
open(d + "/t.torrent", "wb").write(b({b"announce": b"http://10.77.0.1:6969/announce", b"info": {b"length": len(data), b"name": b"file.bin", b"piece length": n, b"pieces": pieces}}))
P
  S aria2c -q -d "$scratch/seed" --check-integrity=true --seed-time=2 --listen-port=6881 --enable-dht=false --bt-external-ip=10.77.0.1 -V "$scratch/t.torrent" & sleep 2.5
  C timeout 15 aria2c -q -d "$scratch/leech" --seed-time=0 --listen-port=6882 --enable-dht=true --dht-listen-port=6883 --dht-entry-point=10.77.0.1:6883 "$scratch/t.torrent"; }
mdns_ssdp() { mkdir -p /run/avahi-daemon /run/dbus; printf '[server]\nhost-name=printer\nallow-interfaces=veth-s\nuse-ipv6=no\nenable-dbus=no\n[publish]\npublish-workstation=yes\n' >"$scratch/avahi.conf"
  S avahi-daemon --no-drop-root --no-chroot --no-rlimits -f "$scratch/avahi.conf" & sleep 3
  C dig @224.0.0.251 -p 5353 +tries=1 +time=1 printer.local
  printf 'M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: "ssdp:discover"\r\nMX: 1\r\nST: ssdp:all\r\nUSER-AGENT: TestOS/1.0 UPnP/1.1 Test/1.0\r\n\r\n' | C timeout 1 nc -u -w1 239.255.255.250 1900; }
netbios() { mkdir -p "$scratch/nmb"; printf '[global]\nnetbios name=FILESERVER\nworkgroup=OFFICE\ninterfaces=veth-s\nbind interfaces only=yes\nlock directory=%s\nstate directory=%s\ncache directory=%s\npid directory=%s\nprivate dir=%s\nlog file=/dev/null\n' $scratch/nmb $scratch/nmb $scratch/nmb $scratch/nmb $scratch/nmb >"$scratch/nmb.conf"
  S setsid nmbd -F --no-process-group -s "$scratch/nmb.conf" & sleep 3; C nmblookup -s "$scratch/nmb.conf" -U 10.77.0.1 FILESERVER; C nmblookup -s "$scratch/nmb.conf" -A 10.77.0.1; }
icmp() { C ping -c 3 -i 0.2 10.77.0.1; C ping -6 -c 2 -i 0.2 fd77::1; C ping -c 1 -W 1 -s 4000 10.77.0.1; echo x | C nc -u -w1 10.77.0.1 9999; }
redis_case() { S redis-server --port 6379 --bind 10.77.0.1 --protected-mode no --save "" & until_open 6379; C redis-cli -h 10.77.0.1 set key value; C redis-cli -h 10.77.0.1 get key; C redis-cli -h 10.77.0.1 info server; }
postgres_case() { mkdir -p "$scratch/pg"; chown postgres "$scratch/pg"; chmod 755 "$scratch"; local bin=/usr/lib/postgresql/15/bin
  su postgres -c "$bin/initdb -A trust -D $scratch/pg" >/dev/null; echo "host all all 10.77.0.0/24 trust" >>"$scratch/pg/pg_hba.conf"
  S su postgres -c "$bin/postgres -D $scratch/pg -c listen_addresses=10.77.0.1 -c unix_socket_directories=$scratch/pg" & until_open 5432
  C psql -h 10.77.0.1 -U postgres "sslmode=disable" -c "select generate_series(1,20)"; C psql "host=10.77.0.1 user=postgres sslmode=disable" -c "select generate_series(1,20)"; }
mqtt() { printf 'listener 1883 10.77.0.1\nallow_anonymous true\n' >"$scratch/mosquitto.conf"; S mosquitto -c "$scratch/mosquitto.conf" & until_open 1883
  C timeout 3 mosquitto_sub -h 10.77.0.1 -t 'home/#' -C 1 & sleep 0.5; C mosquitto_pub -h 10.77.0.1 -t home/kitchen -m 21; sleep 0.5; }
vxlan() { S ip link add vx1 type vxlan id 42 local 10.77.0.1 remote 10.77.0.2 dstport 4789 && C ip link add vx1 type vxlan id 42 local 10.77.0.2 remote 10.77.0.1 dstport 4789
  S ip addr add 10.82.0.1/24 dev vx1; C ip addr add 10.82.0.2/24 dev vx1; S ip link set vx1 up; C ip link set vx1 up; C ping -c 2 -i 0.2 -W 1 10.82.0.1; S ip link del vx1; C ip link del vx1; }
scan() { S python3 -m http.server -d "$scratch/www" 80 & until_open 80; local p; for p in 22 23 25 80 110 143 443 3306 5432 8080; do C nc -z -w1 10.77.0.1 $p; done; }

record dns/queries dns_udp; record http/plain http_plain; record tls/tls13 tls13; record tls/tls12 tls12; record tls/self-signed tls_selfsigned; record tls/tls10 tls10
record dtls/handshake dtls; record quic/chromium-initial quic_initial "udp port 443"; record ssh/login ssh_login; record dhcp/lease dhcp; record ntp/chrony ntp; record snmp/v1-v2-v3 snmp
record smb/guest smb; record ftp/active-passive ftp; record smtp/send smtp; record mailbox/imap-pop3 mailbox; record sip/call sip_rtp; record rtp/ffmpeg-pcmu rtp; record stun/turn stun
record bittorrent/swarm bittorrent; record mdns/avahi mdns_ssdp; record netbios/names netbios; record icmp/ping icmp; record redis/commands redis_case; record postgresql/query postgres_case
record mqtt/publish mqtt; record vxlan/ping vxlan; record tcp/refused-ports scan
