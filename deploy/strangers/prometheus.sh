# prometheus, a Go program that scrapes itself and is asked over kept connections.
version() { prometheus --version 2>&1 | sed -n '1s/.*version \([^ ]*\).*/\1/p'; }
packages="prometheus"
options="--file-locks"
start() {
    cat >"$work/prometheus.yml" <<CONF
global: {scrape_interval: 1s}
scrape_configs: [{job_name: itself, static_configs: [{targets: ["127.0.0.1:9090"]}]}]
CONF
    exec prometheus --config.file="$work/prometheus.yml" --storage.tsdb.path="$work/data" \
        --web.listen-address=0.0.0.0:9090
}
check() { exec python3 "$here/prometheus.py" "$work"; }
