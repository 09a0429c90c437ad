#!/bin/sh
# The device of the test printer: `backend job user title copies options [file]`.
# Keeps the page as job-N.pdf and the options as job-N.options in the folder of its address.
if [ $# -eq 0 ]; then
    echo 'direct test-folder "Unknown" "Folder of a test"'
    exit 0
fi
folder="${DEVICE_URI#test-folder:}"
if [ -e "$folder/broken" ]; then
    exit 1
fi
while [ -e "$folder/unplugged" ]; do
    echo "STATE: +connecting-to-device" >&2
    sleep 0.1
done
echo "STATE: -connecting-to-device" >&2
echo "$3|$4|$5" > "$folder/job-$1.options"
cat ${6:+"$6"} > "$folder/.job-$1.part" && mv "$folder/.job-$1.part" "$folder/job-$1.pdf"
