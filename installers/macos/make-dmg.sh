#!/bin/sh
# The macOS disk image. First, on a Mac:  python3 dev.py build    (makes dist/Agent Desk.app)
# With SIGN_AS="Developer ID Application: ..." the app is signed, with NOTARY_PROFILE also notarised (xcrun notarytool
# store-credentials makes the profile). Without them the image works on the machine that made it.
set -eu
cd "$(dirname "$0")/../.."
app="dist/Agent Desk.app"
[ -d "$app" ] || { echo "no $app: run python3 dev.py build first" >&2; exit 2; }
version=$(/usr/libexec/PlistBuddy -c 'Print CFBundleShortVersionString' "$app/Contents/Info.plist")
image="dist/agent-desk-$version.dmg"
if [ -n "${SIGN_AS:-}" ]; then
    codesign --force --deep --options runtime --timestamp --sign "$SIGN_AS" \
        --entitlements installers/macos/entitlements.plist "$app"
    codesign --verify --strict "$app"
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp -R "$app" "$folder/"
ln -s /Applications "$folder/Applications"
hdiutil create -volname "Agent Desk" -srcfolder "$folder" -ov -format UDZO "$image"
if [ -n "${NOTARY_PROFILE:-}" ]; then
    xcrun notarytool submit "$image" --keychain-profile "$NOTARY_PROFILE" --wait
    xcrun stapler staple "$image"
fi
echo "$image"
