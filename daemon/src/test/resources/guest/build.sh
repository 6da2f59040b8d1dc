#!/usr/bin/env bash
# build.sh DIR: a Linux guest for QEMU from Debian's packages: DIR/vmlinuz and DIR/initrd.gz.
# Downloads the cloud kernel once into DIR; nothing is installed on this machine.
set -eu
dir=$1
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$dir"
cd "$dir"
exec 9>.lock
flock 9
# Up to date when nothing it is made from is newer.
if [ -s initrd.gz ] && [ initrd.gz -nt "$here/init" ] && [ initrd.gz -nt "$here/build.sh" ]; then exit 0; fi

if [ ! -s vmlinuz ]; then
  # The meta package names the current kernel.
  package=$(apt-cache depends linux-image-cloud-amd64 | sed -n 's/^ *Depends: \(linux-image-[0-9].*\)$/\1/p' | head -1)
  [ -n "$package" ] || { echo "apt knows no linux-image-cloud-amd64: run apt-get update" >&2; exit 1; }
  rm -rf kernel
  mkdir kernel
  (cd kernel && apt-get -q -o APT::Sandbox::User=root download "$package" >/dev/null && dpkg -x ./*.deb . && rm ./*.deb)
  cp kernel/boot/vmlinuz-* vmlinuz.new
  mv vmlinuz.new vmlinuz
fi

modules=$(echo kernel/lib/modules/*/kernel)
rm -rf root
mkdir -p root/bin root/lib/modules root/proc root/sys root/dev root/tmp root/etc
cp "$(command -v busybox)" root/bin/busybox
cp "$here/init" root/init
chmod +x root/init

# In the order they are loaded: each needs only what is before it. A kernel may have some built in.
: >root/modules
for m in virtio_ring virtio virtio_pci_legacy_dev virtio_pci_modern_dev virtio_pci failover net_failover virtio_net \
  llc stp garp mrp 8021q; do
  file=$(find "$modules" -name "$m.ko*" | head -1)
  [ -n "$file" ] || continue
  case $file in
    *.xz) xz -dc "$file" >"root/lib/modules/$m.ko" ;;
    *.zst) zstd -qdc "$file" >"root/lib/modules/$m.ko" ;;
    *) cp "$file" "root/lib/modules/$m.ko" ;;
  esac
  echo "$m" >>root/modules
done

# Tools of this machine with the libraries they need.
for tool in iperf3 ethtool; do
  path=$(command -v "$tool" || ls "/usr/sbin/$tool" 2>/dev/null) || { echo "no $tool here (package $tool)" >&2; exit 1; }
  cp "$path" root/bin/
  ldd "$path" | grep -o '/[^ ]*' | while read -r library; do
    mkdir -p "root$(dirname "$library")"
    cp -L "$library" "root$library"
  done
done

(cd root && find . | cpio -o -H newc --quiet | gzip -1) >initrd.new
mv initrd.new initrd.gz
rm -rf root
