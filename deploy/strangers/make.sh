# A build with make -j4 that begins again whenever it is done: compilers come and go all the time.
version() { make --version | sed -n '1s/.* //p'; }
packages="make gcc libc6-dev"
start() {
    mkdir "$work/build"
    cd "$work/build"
    for n in $(seq 24); do
        echo "int f$n(int a) { int s = $n; for (int i = 0; i < a; i++) s = s * 31 + i; return s; }" >"f$n.c"
    done
    { for n in $(seq 24); do echo "int f$n(int);"; done; echo "#include <stdio.h>"; echo "int main(void) { unsigned s = 0;"
        for n in $(seq 24); do echo "s = s * 17 + f$n($n);"; done; echo 'printf("%u\n", s); }'; } >main.c
    printf 'program: $(patsubst %%.c,%%.o,$(wildcard *.c))\n\t$(CC) -o $@ $^\n\t./program >>../results\n%%.o: %%.c\n\t$(CC) -O2 -c -o $@ $<\n\techo $@ >>../compiled\nclean:\n\trm -f *.o program\n' >Makefile
    exec bash -c 'while :; do make -s clean && make -s -j4 || echo failed >>../results; done'
}
check() { exec python3 "$here/make.py" "$work"; }
