<?php
// Run once per site from the command line (argument: the site's folder): empties the shipped blog, sets pretty addresses,
// creates the users of the tests and prints them with their application passwords as JSON.
require $argv[1] . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/user.php';

foreach ( get_posts( array( 'post_type' => 'any', 'post_status' => 'any', 'numberposts' => -1 ) ) as $post ) {
	wp_delete_post( $post->ID, true );
}
update_option( 'blogname', 'The Brand Blog' );
update_option( 'timezone_string', 'Europe/Berlin' );
// Nobody may be sent a mail by a test, whatever mail program the machine has.
update_option( 'comments_notify', 0 );
update_option( 'moderation_notify', 0 );
global $wp_rewrite;
$wp_rewrite->set_permalink_structure( '/%postname%/' );
flush_rewrite_rules( false );

$people = array(
	'admin'    => array( 'administrator', 'Site Admin' ),
	'brand'    => array( 'editor', 'The Brand' ),
	'writer'   => array( 'author', 'Staff Writer' ),
	'customer' => array( 'subscriber', 'Registered Customer' ),
);
$users = array();
foreach ( $people as $login => list( $role, $display_name ) ) {
	$known = get_user_by( 'login', $login );
	$id    = wp_insert_user(
		array(
			'ID'           => $known ? $known->ID : 0,
			'user_login'   => $login,
			'user_pass'    => wp_generate_password( 24 ),
			'user_email'   => $login . '@example.org',
			'display_name' => $display_name,
			'role'         => $role,
		)
	);
	if ( is_wp_error( $id ) ) {
		fwrite( STDERR, $id->get_error_message() . "\n" );
		exit( 1 );
	}
	list( $password, $item ) = WP_Application_Passwords::create_new_application_password( $id, array( 'name' => 'Agent Desk' ) );
	$users[]                 = array(
		'id'                   => $id,
		'name'                 => $login,
		'role'                 => $role,
		'display_name'         => $display_name,
		'application_password' => WP_Application_Passwords::chunk_password( $password ),
	);
}
echo wp_json_encode( $users );
