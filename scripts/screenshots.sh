#!/usr/bin/env bash
# Makes the pictures of the documentation again: measures the quick kernels into a temporary library,
# takes every page and dialog in both languages and themes, and keeps those that the texts show.
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
install_missing "$root/scripts/packages.txt"
build_all --target touchstone touchstone-bench touchstone-screenshots

shots=$(mktemp -d)
trap 'rm -rf "$shots"' EXIT
library=$shots/library.db
"$build/bin/touchstone" --db "$library" import "$root/resources/reports"
"$build/bin/touchstone" --db "$library" run --all --preset small
QT_QPA_PLATFORM=offscreen "$build/bin/touchstone-screenshots" "$shots" "$library"

images=$root/docs/images
for language in en zh; do
    cp "$shots/library-claims-$language-light.png" "$images/library-$language.png"
    for page in compare bench; do
        cp "$shots/$page-$language-light.png" "$images/$page-$language.png"
    done
    cp "$shots/reports-preview-$language-light.png" "$images/reports-$language.png"
done
cp "$shots/contact-sheet.png" "$images/"
